"""Pure rules of the file store: what a content is, what a name may be."""
