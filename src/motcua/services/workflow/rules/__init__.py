"""Pure rules of electronic processes: reading, checking, stepping, drawing. No framework, no clock."""
