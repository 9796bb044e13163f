package network

import (
	"os"
	"path/filepath"
	"syscall"

	"allianceregistry/network/words"
)

// Dir is the folder that holds everything of one running network. Nothing is
// written outside it, so removing it removes the network.
//
//	topology.yaml            what it was made from
//	crypto/                  certificates and keys, as cryptogen lays them out
//	operator/                the key pair that the processes' operations ports let in
//	genesis.block            the channel's first block
//	processes/NAME/          configuration, data, pid and log of one process
//	hosts/HOST/              connection profile, gateway settings, chaincode package, CA client
//	ready                    there since a client's transaction has committed
type Dir string

func (d Dir) path(parts ...string) string {
	return filepath.Join(append([]string{string(d)}, parts...)...)
}

// resolved is the folder's absolute path without symbolic links, which is how
// the kernel names a process's working directory.
func (d Dir) resolved() (Dir, error) {
	absolute, err := filepath.Abs(string(d))
	if err != nil {
		return "", err
	}
	for above := absolute; above != filepath.Dir(above); above = filepath.Dir(above) {
		if real, err := filepath.EvalSymlinks(above); err == nil {
			return Dir(filepath.Join(real, absolute[len(above):])), nil
		}
	}
	return Dir(absolute), nil
}

// lock keeps two commands from changing one network at the same time. It is a
// lock on the folder itself, so that nothing is left behind.
func (d Dir) lock() (unlock func(), err error) {
	folder, err := os.Open(string(d))
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = folder.Close()
		return nil, words.Of("network.locked", "folder", d)
	}
	return func() { _ = folder.Close() }, nil
}

func (d Dir) topology() string { return d.path("topology.yaml") }
func (d Dir) ready() string    { return d.path("ready") }
func (d Dir) crypto() string   { return d.path("crypto") }
func (d Dir) genesis() string  { return d.path("genesis.block") }
func (d Dir) operator() string { return d.path("operator") }

// process is the folder of one process, and that process's working directory.
func (d Dir) process(name string) string { return d.path("processes", name) }

// peerData is all that a host's peer keeps. A former one lies beside it, as data.lost-N.
func (d Dir) peerData(host string) string { return filepath.Join(d.process("peer."+host), "data") }

// chain is where a host's peer keeps a channel's blocks.
func (d Dir) chain(host, channel string) string {
	return filepath.Join(d.peerData(host), "ledgersData", "chains", "chains", channel)
}

// snapshots is where a host's peer puts complete snapshots of a channel.
func (d Dir) snapshots(host, channel string) string {
	return filepath.Join(d.peerData(host), "snapshots", "completed", channel)
}

// Host is the folder with what clients of a host need.
func (d Dir) Host(host string) string { return d.path("hosts", host) }

// Connection is the host's connection profile for fabric-sdk-go.
func (d Dir) Connection(host string) string { return filepath.Join(d.Host(host), "connection.yaml") }

// Gateway is the host's settings for fabric-gateway.
func (d Dir) Gateway(host string) string { return filepath.Join(d.Host(host), "gateway.yaml") }

func (d Dir) chaincodePackage(host string) string {
	return filepath.Join(d.Host(host), "chaincode.tar.gz")
}

// organization is what cryptogen made for a host.
func (d Dir) organization(host string) string { return d.path("crypto", "peerOrganizations", host) }

// node is what cryptogen made for one of a host's processes: peer, ca or chaincode.
func (d Dir) node(host, kind string) string {
	return filepath.Join(d.organization(host), "peers", kind+"."+host)
}

// hostTLSRoot is the authority of the TLS certificates of a host's processes.
func (d Dir) hostTLSRoot(host string) string {
	return filepath.Join(d.organization(host), "tlsca", "tlsca."+host+"-cert.pem")
}

// members is what lets a host's members connect to all peers and orderers; not there
// in a network that was made before these asked who connects.
func (d Dir) members(host string) string {
	return filepath.Join(d.organization(host), membersFile(host))
}

// adminTLS is the key pair by which a host's administrator connects.
func (d Dir) adminTLS(host string) (certificate, key string) {
	folder := filepath.Join(d.organization(host), "users", "Admin@"+host, "tls")
	return filepath.Join(folder, "client.crt"), filepath.Join(folder, "client.key")
}

// admin is the MSP of a host's administrator.
func (d Dir) admin(host string) string {
	return filepath.Join(d.organization(host), "users", "Admin@"+host, "msp")
}

func (d Dir) ordererOrganization(organization string) string {
	return d.path("crypto", "ordererOrganizations", organization)
}

// ordererMSP is an ordering organization as others know it, without keys.
func (d Dir) ordererMSP(organization string) string {
	return filepath.Join(d.ordererOrganization(organization), "msp")
}

func (d Dir) orderer(organization, name string) string {
	return filepath.Join(d.ordererOrganization(organization), "orderers", name)
}

func (d Dir) ordererTLSRoot(organization string) string {
	return filepath.Join(d.ordererOrganization(organization), "tlsca", "tlsca."+organization+"-cert.pem")
}

// ordererAdminTLS is the key pair that the orderers' admin endpoints ask for.
func (d Dir) ordererAdminTLS(organization string) string {
	return filepath.Join(d.ordererOrganization(organization), "users", "Admin@"+organization, "tls")
}
