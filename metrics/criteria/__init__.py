"""The answers to the strategy's success criteria."""
