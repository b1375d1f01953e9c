"""Values and rules of the campaign. No input or output of any kind."""
