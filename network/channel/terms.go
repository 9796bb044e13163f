package channel

import (
	"regexp"
	"time"

	"allianceregistry/network/words"
)

// Kinds of consensus among the orderers.
const (
	// Raft tolerates the crash of a minority of orderers, which are trusted to order
	// honestly.
	Raft = "raft"
	// BFT (Fabric's SmartBFT) also tolerates malicious orderers, fewer than a third of
	// them: no host has to trust another's orderer.
	BFT = "bft"
)

// Limits of a channel.
const (
	// MinBFT is the smallest number of BFT orderers of which one may be malicious.
	MinBFT = 4
	// MaxHosts bounds its hosts, and MaxOrderers its orderers: one for each.
	MaxHosts    = 20
	MaxOrderers = 20
	// MinWindow is the shortest time window: clocks differ, and messages travel.
	MinWindow = 10 * time.Second
)

var (
	channelName   = regexp.MustCompile(`^[a-z][a-z0-9.-]{0,200}$`)
	chaincodeName = regexp.MustCompile(`^[a-zA-Z0-9]+([-_][a-zA-Z0-9]+)*$`)
)

// Terms are what hosts agree on besides who they are.
type Terms struct {
	Channel         string
	Chaincode       string
	Consensus       string
	BatchTimeout    time.Duration
	TimeWindow      time.Duration
	TotalQueryLimit int
}

// Check returns every reason for which a channel of so many hosts and orderers could not
// be on these terms.
func (t Terms) Check(hosts, orderers, mostOrderers int) []error {
	var errs []error
	check := func(invalid bool, message *words.Message) {
		if invalid {
			errs = append(errs, message)
		}
	}
	check(!channelName.MatchString(t.Channel), words.Of("topology.channel", "name", t.Channel))
	check(!chaincodeName.MatchString(t.Chaincode), words.Of("topology.chaincode", "name", t.Chaincode))
	check(hosts < 1 || hosts > MaxHosts, words.Of("topology.hosts", "most", MaxHosts, "count", hosts))
	check(orderers < 1 || orderers > mostOrderers, words.Of("topology.orderers", "most", mostOrderers, "count", orderers))
	check(t.Consensus != Raft && t.Consensus != BFT, words.Of("topology.consensus", "kind", t.Consensus, "raft", Raft, "bft", BFT))
	check(t.Consensus == BFT && orderers < MinBFT, words.Of("topology.bft", "bft", BFT, "least", MinBFT, "count", orderers))
	check(t.BatchTimeout <= 0, words.Of("topology.batchTimeout"))
	check(t.TimeWindow < MinWindow, words.Of("topology.timeWindow", "least", MinWindow))
	check(t.TotalQueryLimit < 1, words.Of("topology.queryLimit"))
	return errs
}
