"""What tests share: helpers that hold no tests of their own."""
