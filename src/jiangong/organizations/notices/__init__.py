"""One way to tell a person something: in the page, by mail, by a signed call to a gateway; and one way back, the suggestion box."""
