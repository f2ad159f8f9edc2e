"""Every neural network: what each gives (a contract) and the wrappers that run it."""
