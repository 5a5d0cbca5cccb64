"""The board pack: slides that PowerPoint can edit."""
