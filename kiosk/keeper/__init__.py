"""The keeper: a small program that holds one sealed sheet and its key for minutes, and cannot open it."""
