"""Pages and answers of the room."""
