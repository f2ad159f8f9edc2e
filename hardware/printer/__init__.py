"""Printers: one contract (`printer`), and a client for printers that are a process behind a socket."""
