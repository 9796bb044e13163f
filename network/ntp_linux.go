package network

import "syscall"

// unsynchronized is the kernel's flag for a clock that nothing keeps right.
const unsynchronized = 0x40

// readNTP asks the kernel, which is told by whatever keeps the clock right.
func readNTP() ntpState {
	var clock syscall.Timex // no modes: it is only read
	if _, err := syscall.Adjtimex(&clock); err != nil {
		return ntpUnknown
	}
	if clock.Status&unsynchronized != 0 {
		return ntpFree
	}
	return ntpSynchronized
}
