//go:build !linux

package network

func readNTP() ntpState { return ntpUnknown }
