"""Reading dossiers. Whatever returns a person's data takes the person who asks."""
