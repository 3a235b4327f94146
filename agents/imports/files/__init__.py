"""A file from a user as rows of cells, as the sheets of a workbook, or as elements of XML, within limits."""
