"""Sound devices and cameras: what the operating system has, behind small contracts; and fakes that ship."""
