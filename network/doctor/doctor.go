// Package doctor examines a network, or the machine for one, and says what to type to
// repair what it finds.
//
// It looks at everything that has ever kept a network from working. Each check is in
// the file of its noun. It gathers facts and passes them to a function named judge…,
// which decides by them alone, so every judgement is tested without a network.
//
// The package knows package network; network does not know it.
package doctor

import (
	"context"
	"errors"
	"sync"
	"time"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// timeout bounds one examination. A peer whose chaincode hangs answers a query only
// after half a minute.
const timeout = 45 * time.Second

// Examine examines the network, and the machine for it. The lines are what an operator types
// for this network, of which the fixes consist. Where there is no network yet, the machine
// is examined for one.
func Examine(ctx context.Context, n *network.Network, lines advice.Lines) Report {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	e := examination{Network: n, lines: lines}
	if !errors.Is(network.CheckExists(n.Dir()), network.ErrNotExist) {
		e.exists, e.status = true, n.Status(ctx)
	}
	return newReport(n.Topology().Name, n.Dir(), runAll(ctx, e.checks()))
}

// examination is one examination of one network.
type examination struct {
	*network.Network
	lines  advice.Lines
	exists bool // the network has been made; it may be stopped
	status network.Status
}

// check examines one aspect.
type check func(context.Context) []Finding

func (e examination) checks() []check {
	checks := []check{e.checkPrograms, e.checkPorts, e.checkDisk, e.checkMemory}
	if e.lines.Supervisor == "" { // who sets the limit of the processes that it runs
		checks = append(checks, e.checkFiles)
	}
	if !e.exists {
		return append(checks, e.reportNone)
	}
	checks = append(checks, e.checkCertificates, e.checkToken, e.checkOthers)
	if !e.HasAgreed() {
		return append(checks, e.reportUnagreed)
	}
	checks = append(checks, e.checkProcesses)
	if !e.status.Any() {
		return checks
	}
	return append(checks, e.checkHardening, e.checkAdmission, e.checkClocks, e.checkHeights, e.checkChaincode)
}

// runAll runs the checks concurrently and returns their findings in the order of the
// checks.
func runAll(ctx context.Context, checks []check) []Finding {
	results := make([][]Finding, len(checks))
	var group sync.WaitGroup
	for i, check := range checks {
		group.Go(func() { results[i] = check(ctx) })
	}
	group.Wait()
	var all []Finding
	for _, findings := range results {
		all = append(all, findings...)
	}
	return all
}

func (e examination) reportUnagreed(context.Context) []Finding {
	return []Finding{{
		Check: "network", Severity: Warning, Text: words.Of("doctor.unagreed", "host", e.lines.Host),
		Fix: words.Of("doctor.agree", "self", e.lines.Self()),
	}}
}

func (e examination) reportNone(context.Context) []Finding {
	return []Finding{{Check: "network", Severity: Warning, Text: words.Of("doctor.none"), Fix: words.Command(e.lines.Up())}}
}
