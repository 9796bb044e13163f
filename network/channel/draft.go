package channel

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"allianceregistry/internal/input"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// Format is the format of the drafts that this package reads and writes.
const Format = 1

// MaxDraft bounds the size of a draft, in bytes.
const MaxDraft = MaxHosts * hostfile.MaxSize

// Draft is what hosts agree on, NAME.channel.yaml. The genesis block follows from it alone.
// The tags of json name the fields in its digest.
type Draft struct {
	Format          int             `yaml:"format"          json:"format"`          // 1
	Channel         string          `yaml:"channel"         json:"channel"`         // its name
	Chaincode       string          `yaml:"chaincode"       json:"chaincode"`       // the chaincode's name on it
	Consensus       string          `yaml:"consensus"       json:"consensus"`       // raft or bft
	BatchTimeout    time.Duration   `yaml:"batchTimeout"    json:"batchTimeout"`    // longest wait before a block is cut
	TimeWindow      time.Duration   `yaml:"timeWindow"      json:"timeWindow"`      // how far a proposal's time may be from a peer's clock
	TotalQueryLimit int             `yaml:"totalQueryLimit" json:"totalQueryLimit"` // keys that a range query may return; the same on every peer
	Hosts           []hostfile.File `yaml:"hosts"           json:"hosts"`           // sorted by host
}

// NewDraft drafts the channel of some hosts on some terms. The order of their files does
// not matter.
func NewDraft(terms Terms, files ...hostfile.File) (Draft, error) {
	draft := Draft{
		Format: Format, Channel: terms.Channel, Chaincode: terms.Chaincode, Consensus: terms.Consensus,
		BatchTimeout: terms.BatchTimeout, TimeWindow: terms.TimeWindow, TotalQueryLimit: terms.TotalQueryLimit,
		Hosts: slices.Clone(files),
	}
	if err := draft.Validate(); err != nil {
		return Draft{}, err
	}
	return draft, nil
}

// ParseDraft reads a draft. It refuses one that is wrong in any way, except that hosts'
// files in it may have expired.
func ParseDraft(content []byte) (Draft, error) {
	draft := Draft{}
	err := hostfile.NoSecrets(content)
	if err == nil {
		_, err = input.Format{MaxSize: MaxDraft, Reader: readTimes}.Decode(content, &draft)
	}
	if err != nil {
		return Draft{}, words.Of("draft.fault", "cause", err)
	}
	if err := draft.Validate(); err != nil {
		return Draft{}, err
	}
	return draft, nil
}

func readTimes(field string, of reflect.Type) (input.Read, string) {
	if read, wanted := input.ReadDuration(field, of); read != nil {
		return read, wanted
	}
	return hostfile.ReadTime(field, of)
}

// Marshal returns the draft as YAML. Equal drafts are equal texts.
func (d Draft) Marshal() ([]byte, error) {
	content, err := yaml.Marshal(d)
	if err != nil {
		return nil, err
	}
	header, err := hostfile.Header("draft.header", "channel", d.Channel)
	return append(header, content...), err
}

// Terms returns what the hosts agreed on besides who they are.
func (d Draft) Terms() Terms {
	return Terms{d.Channel, d.Chaincode, d.Consensus, d.BatchTimeout, d.TimeWindow, d.TotalQueryLimit}
}

// Validate returns every reason for which no channel could be made of the draft. It first
// sorts the hosts and brings their files into the one form that is signed.
func (d *Draft) Validate() error {
	var errs []error
	refuse := func(err error) {
		if err != nil {
			errs = append(errs, words.Of("draft.fault", "cause", err))
		}
	}
	if d.Format != Format {
		refuse(words.Of("hostfile.format", "format", d.Format, "read", Format))
	}
	d.Hosts = slices.Clone(d.Hosts)
	orderers := 0
	for i := range d.Hosts {
		if err := d.Hosts[i].Validate(); err != nil {
			refuse(words.Of("draft.host", "host", d.Hosts[i].Host, "cause", err))
		}
		orderers += len(d.Hosts[i].Orderers)
	}
	slices.SortStableFunc(d.Hosts, func(one, other hostfile.File) int { return strings.Compare(one.Host, other.Host) })
	for _, err := range d.Terms().Check(len(d.Hosts), orderers, MaxOrderers) {
		refuse(err)
	}
	if len(errs) == 0 { // else they may not even have certificates
		refuse(checkApart(d.Hosts))
		refuse(checkEndpoints(d.Hosts))
	}
	return errors.Join(errs...)
}

// Check returns an error if a host's file, or a certificate in it, is not valid at that
// time.
func (d Draft) Check(now time.Time) error {
	var errs []error
	for _, host := range d.Hosts {
		errs = append(errs, host.Check(now))
	}
	return errors.Join(errs...)
}

// domain begins what a draft's digest is of.
const domain = "allianceregistry channel draft 1\n"

// digest returns the digest of all that the draft says, signatures included. A block of
// Fabric has a random number where this is put, and so the block's hash covers what its
// configuration has no place for.
func (d Draft) digest() ([]byte, error) {
	encoded, err := json.Marshal(d)
	if err != nil {
		return nil, words.Of("draft.fault", "cause", err)
	}
	digest := sha256.Sum256(append([]byte(domain), encoded...))
	return digest[:], nil
}
