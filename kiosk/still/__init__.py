"""One picture from a file: checked, or made into photo, files and sheet."""
