"""The union tree and its posts, for those who keep them."""
