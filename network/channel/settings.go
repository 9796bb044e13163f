package channel

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"net"
	"strconv"
	"text/template"
	"time"
)

// Settings are what configtxgen makes a genesis block from. All paths are absolute.
type Settings struct {
	Consensus    string
	BatchTimeout time.Duration
	Orderers     []OrdererOrganization
	Hosts        []HostOrganization
}

// OrdererOrganization is an organization with its orderers. Its name is its MSP ID.
type OrdererOrganization struct {
	Name  string
	MSP   string // folder, without keys
	Nodes []Consenter
}

// Consenter is an orderer, as the channel knows it.
type Consenter struct {
	ID       int // from 1
	Host     string
	Port     int
	Identity string // its certificate, against which BFT checks its votes
	TLS      string // its TLS certificate
}

// HostOrganization is a host with its anchor peer. Its name is its MSP ID.
type HostOrganization struct {
	Name   string
	MSP    string // folder, without keys
	Anchor Endpoint
}

// Endpoint is where a node is reached.
type Endpoint struct {
	Host string
	Port int
}

// Endpoint returns where the orderer is reached.
func (c Consenter) Endpoint() Endpoint { return Endpoint{c.Host, c.Port} }

func (e Endpoint) String() string { return net.JoinHostPort(e.Host, strconv.Itoa(e.Port)) }

//go:embed configtx.yaml
var configtx string

var configtxTemplate = template.Must(template.New("configtx.yaml").Option("missingkey=error").
	Funcs(template.FuncMap{"quote": quote}).Parse(configtx))

// quote quotes a text for YAML: a path may have any name, and a host the name null.
func quote(text string) (string, error) {
	quoted, err := json.Marshal(text)
	return string(quoted), err
}

// Render returns the content of configtx.yaml, whose profile is Genesis.
func (s Settings) Render() ([]byte, error) {
	var out bytes.Buffer
	if err := configtxTemplate.Execute(&out, s); err != nil {
		return nil, fmt.Errorf("template configtx.yaml: %w", err)
	}
	return out.Bytes(), nil
}
