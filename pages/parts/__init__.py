"""What a single page is made of, in a folder for each page; several need `pages.shared`."""
