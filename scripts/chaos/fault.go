package main

import (
	"context"
	"strings"
	"syscall"
	"time"
)

// fault is something that goes wrong, and how it is put right again.
type fault struct {
	name string
	// quorum says that enough is left for the network to go on.
	quorum bool
	// strike does the harm and returns what undoes it.
	inject func(context.Context, network) (heal func(context.Context) error, err error)
}

// pauseLength is how long a paused process hangs.
const pauseLength = 5 * time.Second

var faults = []fault{
	{"none", true, noFault},
	{"kill a peer", true, killProcess(byName("peer.industry"))},
	{"kill a chaincode", true, killProcess(byName("chaincode.academia"))},
	{"kill a certificate authority", true, killProcess(byName("ca.association"))},
	{"kill an orderer that follows", true, killProcess(ordererThat(false))},
	{"kill the orderer that leads", true, killProcess(ordererThat(true))},
	{"pause a peer", true, pauseProcess(byName("peer.academia"))},
	{"pause a chaincode", true, pauseProcess(byName("chaincode.industry"))},
	{"pause the orderer that leads", true, pauseProcess(ordererThat(true))},
	{"restart the whole network", false, restartNetwork},
}

func byName(name string) func(process) bool {
	return func(p process) bool { return p.Name == name }
}

func ordererThat(leads bool) func(process) bool {
	return func(p process) bool { return strings.HasPrefix(p.Name, "orderer") && p.Leads == leads }
}

func noFault(context.Context, network) (func(context.Context) error, error) {
	return func(context.Context) error { return nil }, nil
}

// killProcess ends a process without warning; "up" starts it again.
func killProcess(which func(process) bool) func(context.Context, network) (func(context.Context) error, error) {
	return func(ctx context.Context, n network) (func(context.Context) error, error) {
		victim, err := n.find(ctx, which)
		if err != nil {
			return nil, err
		}
		return n.up, n.signal(victim, syscall.SIGKILL)
	}
}

// pauseProcess stops a process without ending it, for a while.
func pauseProcess(which func(process) bool) func(context.Context, network) (func(context.Context) error, error) {
	return func(ctx context.Context, n network) (func(context.Context) error, error) {
		victim, err := n.find(ctx, which)
		if err != nil {
			return nil, err
		}
		if err := n.signal(victim, syscall.SIGSTOP); err != nil {
			return nil, err
		}
		time.AfterFunc(pauseLength, func() { _ = n.signal(victim, syscall.SIGCONT) })
		return n.up, nil
	}
}

func restartNetwork(ctx context.Context, n network) (func(context.Context) error, error) {
	if _, err := n.do(ctx, "stop"); err != nil {
		return nil, err
	}
	return n.up, n.up(ctx)
}

// up starts whatever does not run, and waits until a transaction commits.
func (n network) up(ctx context.Context) error {
	_, err := n.do(ctx, "up")
	return err
}
