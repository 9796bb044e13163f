package network

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"allianceregistry/network/words"
)

// knockTime is how long a peer or an orderer may take to refuse somebody.
const knockTime = 3 * time.Second

// admissionFacts is what came of a knock at one peer's or orderer's port, without a
// certificate.
type admissionFacts struct {
	Name string
	Open bool
}

// checkAdmission knocks at each running peer and orderer. A refused knock leaves a line
// in the process's log.
func (d doctor) checkAdmission(ctx context.Context) []Finding {
	type port struct{ name, address, root string }
	var ports []port
	for _, node := range d.topology.ordererNodes(d.dir) {
		ports = append(ports, port{node.Name, Address(node.Ports.Listen), node.TLSRoot})
	}
	for _, node := range d.topology.hostNodes(d.dir) {
		ports = append(ports, port{"peer." + node.Name, node.Peer, d.dir.hostTLSRoot(node.Name)})
	}
	var mu sync.Mutex
	var facts []admissionFacts
	_ = each(ports, func(to port) error {
		open, err := knockAt(ctx, to.address, to.name, to.root)
		if err != nil {
			return nil // one that is not there is the matter of another check
		}
		mu.Lock()
		defer mu.Unlock()
		facts = append(facts, admissionFacts{to.name, open})
		return nil
	})
	slices.SortFunc(facts, func(a, b admissionFacts) int { return strings.Compare(a.Name, b.Name) })
	return judgeAdmission(facts, d.asksClients(), d.self)
}

// judgeAdmission wants none of them to talk to who has no certificate.
func judgeAdmission(facts []admissionFacts, asked bool, self string) []Finding {
	var wrong []Finding
	for _, fact := range facts {
		if !fact.Open {
			continue
		}
		finding := Finding{State: Warning, Text: words.Of("admission.open", "process", fact.Name), Fix: words.Typed(self + " restart " + fact.Name)}
		if !asked {
			finding.Fix = words.Of("certificate.anew", "self", self)
		}
		wrong = append(wrong, finding)
	}
	return sound("admission", words.Of("admission.sound", "count", len(facts)), wrong)
}

// knockAt says whether a process talks to somebody who shows no certificate. The
// error says that it did not answer at all.
func knockAt(ctx context.Context, address, name, root string) (open bool, err error) {
	content, err := os.ReadFile(root)
	if err != nil {
		return false, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(content)
	ctx, cancel := context.WithTimeout(ctx, knockTime)
	defer cancel()
	dialer := &tls.Dialer{Config: &tls.Config{RootCAs: roots, ServerName: name, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS13}}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return false, err
	}
	defer conn.Close()
	if deadline, limited := ctx.Deadline(); limited {
		if err := conn.SetReadDeadline(deadline); err != nil {
			return false, err
		}
	}
	// A server speaks first. One that asks for a certificate sends an alert instead.
	_, err = conn.Read(make([]byte, 1))
	if err != nil && strings.Contains(err.Error(), "certificate required") {
		return false, nil
	}
	return err == nil, err
}
