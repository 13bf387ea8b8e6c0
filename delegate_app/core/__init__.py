"""The delegate's side without a window: link, media, devices, state."""
