"""What both programs share: values, the protocol, sound, devices, WebRTC, and the parts of windows."""

VERSION = "0.1.0"
