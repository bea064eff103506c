"""The site: pages for the public and for officers. It asks selectors, calls services and computes nothing."""
