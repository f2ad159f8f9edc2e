"""Who may open the staff menu."""
