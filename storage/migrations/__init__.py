"""The steps from one schema to the next. `python -m storage.migrations NAME` writes a new one."""
