"""The photo as a file that the customer takes along: plain or behind a password, on a stick of their own."""
