"""The pages of the desk: thin doors, one module per page."""
