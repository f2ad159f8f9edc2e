"""`kiosk bench`: measured figures of this machine and of the product's accuracy."""
