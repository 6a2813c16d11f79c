"""Which doors lead to the people who log in? One's own (`own`), the people here (`people`), who looked (`looked`)."""
