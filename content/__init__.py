"""Every word a person reads: lessons, quizzes, plans, messages, and their loaders."""
