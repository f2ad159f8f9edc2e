"""The whole booth on any machine: the true programs against simulated devices and a simulated customer."""
