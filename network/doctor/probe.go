package doctor

import (
	"context"
	"crypto/tls"
	"slices"
	"strings"
	"sync"
	"time"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// probeTimeout bounds the connection to one peer or orderer.
const probeTimeout = 3 * time.Second

// admissionFacts is the result of connecting to one peer or orderer without a
// certificate.
type admissionFacts struct {
	Name string
	Open bool
}

// checkAdmission probes each running peer and orderer. A refused connection leaves a
// line in the process's log.
func (e examination) checkAdmission(ctx context.Context) []Finding {
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		facts []admissionFacts
	)
	for _, process := range e.Processes() {
		if process.Kind != network.KindPeer && process.Kind != network.KindOrderer {
			continue
		}
		group.Go(func() {
			open, err := probe(ctx, process)
			if err != nil {
				return // one that does not answer is reported by another check
			}
			mu.Lock()
			defer mu.Unlock()
			facts = append(facts, admissionFacts{process.Name, open})
		})
	}
	group.Wait()
	slices.SortFunc(facts, func(a, b admissionFacts) int { return strings.Compare(a.Name, b.Name) })
	return judgeAdmission(facts, e.ClientAuthRequired(), e.lines)
}

// judgeAdmission expects every process to refuse clients without a certificate, if the
// network's configuration requires one. Nothing can be done about a network that was
// made before it did: one finding says so.
func judgeAdmission(facts []admissionFacts, required bool, lines advice.Lines) []Finding {
	if len(facts) == 0 {
		return noAnswer("admission", lines)
	}
	var problems []Finding
	for _, fact := range facts {
		if fact.Open && required {
			problems = append(problems, Finding{
				Severity: Warning, Text: words.Of("admission.open", "process", fact.Name), Fix: words.Command(lines.Restart(fact.Name)),
			})
		}
	}
	if !required {
		problems = []Finding{{Severity: Warning, Text: words.Of("admission.old"), Fix: words.Of("admission.stays")}}
	}
	return passed("admission", words.Of("admission.passed", "count", len(facts)), problems)
}

// probe reports whether a process serves a client that shows no certificate. The error
// says why it did not answer at all.
func probe(ctx context.Context, process network.Process) (open bool, err error) {
	roots, err := network.CertPool(process.TLSRoot)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	dialer := &tls.Dialer{Config: &tls.Config{RootCAs: roots, ServerName: process.Name, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS13}}
	conn, err := dialer.DialContext(ctx, "tcp", process.ListenAddress())
	if err != nil {
		return false, err
	}
	defer conn.Close()
	if deadline, limited := ctx.Deadline(); limited {
		if err := conn.SetReadDeadline(deadline); err != nil {
			return false, err
		}
	}
	// An HTTP/2 server speaks first. One that requires a certificate sends an alert instead.
	_, err = conn.Read(make([]byte, 1))
	if err != nil && strings.Contains(err.Error(), "certificate required") {
		return false, nil
	}
	return err == nil, err
}
