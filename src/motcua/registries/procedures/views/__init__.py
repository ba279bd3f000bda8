"""Pages of the room, by front office."""
