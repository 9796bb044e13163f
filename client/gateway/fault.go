package gateway

import "allianceregistry/client"

func fault(phase client.Phase, kind client.FaultKind, tx string, err error) *client.Fault {
	return &client.Fault{Phase: phase, Kind: kind, Tx: tx, Err: err}
}
