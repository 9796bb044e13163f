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
	strike func(context.Context, network) (heal func(context.Context) error, err error)
}

// pause is how long a paused process hangs.
const pause = 5 * time.Second

var faults = []fault{
	{"none", true, nothing},
	{"kill a peer", true, kill(named("peer.industry"))},
	{"kill a chaincode", true, kill(named("chaincode.academia"))},
	{"kill a certificate authority", true, kill(named("ca.association"))},
	{"kill an orderer that follows", true, kill(orderer(false))},
	{"kill the orderer that leads", true, kill(orderer(true))},
	{"pause a peer", true, hang(named("peer.academia"))},
	{"pause a chaincode", true, hang(named("chaincode.industry"))},
	{"pause the orderer that leads", true, hang(orderer(true))},
	{"restart the whole network", false, restart},
}

func named(name string) func(process) bool {
	return func(p process) bool { return p.Name == name }
}

func orderer(leads bool) func(process) bool {
	return func(p process) bool { return strings.HasPrefix(p.Name, "orderer") && p.Leads == leads }
}

func nothing(context.Context, network) (func(context.Context) error, error) {
	return func(context.Context) error { return nil }, nil
}

// kill ends a process without warning; "up" starts it again.
func kill(which func(process) bool) func(context.Context, network) (func(context.Context) error, error) {
	return func(ctx context.Context, n network) (func(context.Context) error, error) {
		victim, err := n.find(ctx, which)
		if err != nil {
			return nil, err
		}
		return n.up, n.signal(victim, syscall.SIGKILL)
	}
}

// hang stops a process without ending it, for a while.
func hang(which func(process) bool) func(context.Context, network) (func(context.Context) error, error) {
	return func(ctx context.Context, n network) (func(context.Context) error, error) {
		victim, err := n.find(ctx, which)
		if err != nil {
			return nil, err
		}
		if err := n.signal(victim, syscall.SIGSTOP); err != nil {
			return nil, err
		}
		time.AfterFunc(pause, func() { _ = n.signal(victim, syscall.SIGCONT) })
		return n.up, nil
	}
}

func restart(ctx context.Context, n network) (func(context.Context) error, error) {
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
