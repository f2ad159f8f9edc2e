"""The one door to the network: fetching networks that can be added, where no face is seen."""
