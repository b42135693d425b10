"""The local page on which an article is annotated: a document, a server for it, and the page's files."""
