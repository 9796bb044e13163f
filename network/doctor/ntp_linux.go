package doctor

import "syscall"

// staUnsync is the kernel's STA_UNSYNC: nothing keeps the clock synchronized.
const staUnsync = 0x40

// readNTP asks the kernel, which learns it from whatever synchronizes the clock.
func readNTP() ntpState {
	var clock syscall.Timex // with no mode set, the clock is only read
	if _, err := syscall.Adjtimex(&clock); err != nil {
		return ntpUnknown
	}
	if clock.Status&staUnsync != 0 {
		return ntpUnsynchronized
	}
	return ntpSynchronized
}
