"""Every word the programs of the booth say to each other: frozen, typed, size-bounded."""
