package channel

import (
	"encoding/hex"
	"slices"
	"strings"

	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// Explain says in words what a host agrees to when it accepts a block, one message a line.
// It refuses a block that is not the draft's: see Check. What the block says itself is read
// from the block. What only its hash covers is read from the draft.
func Explain(draft Draft, block []byte) ([]*words.Message, error) {
	if err := Check(draft, block); err != nil {
		return nil, err
	}
	draft.Hosts = slices.Clone(draft.Hosts)
	if err := draft.Validate(); err != nil {
		return nil, err
	}
	hash, err := FirstHash(block)
	if err != nil {
		return nil, err
	}
	rules, err := readRules(block)
	if err != nil {
		return nil, words.Of("genesis.fault", "cause", err)
	}
	lines := []*words.Message{
		words.Of("explain.channel", "channel", rules.channel),
		words.Of("explain.hash", "hash", hostfile.Aloud(hex.EncodeToString(hash))),
		words.Of("explain.hosts", "count", number(len(rules.hosts)), "hosts", list(rules.hosts)),
	}
	for _, host := range draft.Hosts {
		said, err := explainHost(host)
		if err != nil {
			return nil, err
		}
		lines = append(lines, said...)
	}
	lines = append(lines, rules.explainRights()...)
	lines = append(lines, rules.explainOrdering(draft.Hosts)...)
	return append(lines,
		words.Of("explain.chaincode", "chaincode", draft.Chaincode),
		words.Of("explain.window", "window", draft.TimeWindow),
		words.Of("explain.limit", "limit", draft.TotalQueryLimit),
		words.Of("explain.bound"),
	), nil
}

// explainHost says who a host is. Check has found the same authorities, orderers and
// anchor peer in the block.
func explainHost(host hostfile.File) ([]*words.Message, error) {
	fingerprint, err := host.Fingerprint()
	if err != nil {
		return nil, err
	}
	lines := []*words.Message{
		words.Of("explain.host", "host", host.Host),
		words.Of("explain.file", "fingerprint", hostfile.Aloud(fingerprint), "day", host.Until.UTC().Format("2006-01-02 15:04Z")),
		words.Of("explain.ca", "fingerprint", certificate(host.Members.CA)),
		words.Of("explain.tlsCA", "fingerprint", certificate(host.Members.TLSCA)),
	}
	lines = append(lines, explainAbove(host.Members)...)
	lines = append(lines,
		words.Of("explain.enroll", "address", host.CA),
		words.Of("explain.anchor", "name", host.Peers[0].Name, "address", host.Peers[0].Address),
	)
	for _, peer := range host.Peers[1:] {
		lines = append(lines, words.Of("explain.peer", "name", peer.Name, "address", peer.Address))
	}
	if len(host.Orderers) == 0 {
		return append(lines, words.Of("explain.noOrderer")), nil
	}
	lines = append(lines,
		words.Of("explain.ordererCA", "fingerprint", certificate(host.Ordering.CA)),
		words.Of("explain.ordererTLSCA", "fingerprint", certificate(host.Ordering.TLSCA)),
	)
	lines = append(lines, explainAbove(host.Ordering)...)
	for _, orderer := range host.Orderers {
		lines = append(lines, words.Of("explain.orderer", "name", orderer.Name, "address", orderer.Address))
	}
	return lines, nil
}

// explainAbove names the root that certified two authorities, if there is one.
func explainAbove(authorities hostfile.Authorities) []*words.Message {
	if authorities.Above == "" {
		return nil
	}
	return []*words.Message{words.Of("explain.above", "fingerprint", certificate(authorities.Above))}
}

// certificate is a certificate's fingerprint, as other programs print it too.
func certificate(text string) string {
	fingerprint, err := hostfile.CertificateFingerprint(text)
	if err != nil {
		return "?" // a draft that is valid has none such
	}
	return hostfile.Aloud(fingerprint)
}

// list names several in a row, the same in every language.
func list(names []string) string { return strings.Join(names, ", ") }

// numbers are the keys of the numbers that are said in words.
var numbers = []string{ //nolint:gochecknoglobals // fixed
	"number.0", "number.1", "number.2", "number.3", "number.4", "number.5", "number.6", "number.7", "number.8", "number.9", "number.10",
	"number.11", "number.12", "number.13", "number.14", "number.15", "number.16", "number.17", "number.18", "number.19", "number.20",
}

// number is a number in words and figures, as a contract writes it.
func number(n int) any {
	if n < 0 || n >= len(numbers) {
		return n
	}
	return words.Of(numbers[n])
}
