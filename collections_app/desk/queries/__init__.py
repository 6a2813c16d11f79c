"""What does each page of the desk show? One module per page."""
