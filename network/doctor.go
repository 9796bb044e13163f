package network

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"allianceregistry/network/words"
)

// The doctor looks at everything that has ever kept a network from working.
// Each check gathers facts and hands them to a function named judge…, which
// decides by them alone: so every judgement is tested without a network.

// doctor is one visit.
type doctor struct {
	*Network
	self   string // how a command for this network begins: scripts/network.sh --name …
	exists bool   // there is a network, running or not
	status Status
}

// doctorTime is how long one visit may take: a peer that is asked about
// chaincode that hangs gives up after half a minute.
const doctorTime = 45 * time.Second

// Doctor examines the network, and the machine for it. The fix lines begin with
// self, the command line by which this network is named. Where there is no
// network yet, the machine is examined for one.
func (n *Network) Doctor(ctx context.Context, self string) Report {
	ctx, cancel := context.WithTimeout(ctx, doctorTime)
	defer cancel()
	d := doctor{Network: n, self: self}
	if _, err := os.Stat(n.dir.topology()); !errors.Is(err, os.ErrNotExist) {
		d.exists, d.status = true, n.Status(ctx)
	}
	return newReport(n.topology.Name, n.dir, gather(ctx, d.checks()))
}

// check is one of the things that are looked at.
type check func(context.Context) []Finding

func (d doctor) checks() []check {
	checks := []check{d.checkPrograms, d.checkPorts, d.checkDisk, d.checkMemory, d.checkFiles}
	if !d.exists {
		return append(checks, d.checkNone)
	}
	checks = append(checks, d.checkCertificates, d.checkOthers, d.checkProcesses)
	if !d.status.Any() {
		return checks
	}
	return append(checks, d.checkHardening, d.checkAdmission, d.checkClocks, d.checkHeights, d.checkChaincode)
}

// gather makes all checks at the same time and keeps their order.
func gather(ctx context.Context, checks []check) []Finding {
	found := make([][]Finding, len(checks))
	var group sync.WaitGroup
	for i, check := range checks {
		group.Go(func() { found[i] = check(ctx) })
	}
	group.Wait()
	var all []Finding
	for _, findings := range found {
		all = append(all, findings...)
	}
	return all
}

func (d doctor) checkNone(context.Context) []Finding {
	return []Finding{{Check: "network", State: Warning, Text: words.Of("doctor.none"), Fix: words.Typed(d.self + " up")}}
}
