"""What tests are built with: servers, databases, forms of the back office, planted content."""
