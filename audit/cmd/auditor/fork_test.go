//go:build !live

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// Where the other history parts, how long it is, and how long the older copy.
const (
	forkAt     = 90
	forkHeight = 95
	oldHeight  = 70
)

// forkedFrom makes two copies of a recorded ledger's block files, with the keys of
// those who wrote it: an older one, and one that went on from an older one in another
// way than the network did.
func forkedFrom(ledger, fork, old string) error {
	files, err := block.OpenFiles(filepath.Join(ledger, "blocks"))
	if err != nil {
		return err
	}
	var blocks [][]byte
	for raw, err := range files.Blocks(context.Background(), 0) {
		if err != nil {
			return err
		}
		blocks = append(blocks, raw)
	}
	other, err := goOn(ledger, blocks[:forkAt])
	if err != nil {
		return err
	}
	for folder, content := range map[string][][]byte{fork: other, old: blocks[:oldHeight]} {
		if err := errors.Join(os.MkdirAll(folder, 0o700), blocktest.WriteFiles(folder, content...)); err != nil {
			return err
		}
	}
	return nil
}

// goOn appends blocks with a call that writes nothing, as the ledger has one.
func goOn(ledger string, blocks [][]byte) ([][]byte, error) {
	peers := filepath.Join(ledger, "crypto", "peerOrganizations")
	association, err1 := signerIn(filepath.Join(peers, "association", "peers", "peer.association"), "association", "peer.association")
	industry, err2 := signerIn(filepath.Join(peers, "industry", "peers", "peer.industry"), "industry", "peer.industry")
	admin, err3 := signerIn(filepath.Join(peers, "association", "users", "Admin@association"), "association", "Admin@association")
	orderers, err4 := filepath.Glob(filepath.Join(ledger, "crypto", "ordererOrganizations", "*", "orderers", "orderer1"))
	if err := errors.Join(err1, err2, err3, err4); err != nil || len(orderers) != 1 {
		return nil, errors.Join(err, fmt.Errorf("%d orderers", len(orderers)))
	}
	orderer, err := signerIn(orderers[0], filepath.Base(filepath.Dir(filepath.Dir(orderers[0]))), "orderer1")
	if err != nil {
		return nil, err
	}
	version, err := called(blocks, "Version")
	if err != nil {
		return nil, err
	}
	channel := blocktest.Continue(blocks, blocktest.Orderers{Raft: []blocktest.Signer{orderer}}, nil, orderer)
	for len(channel.All()) < forkHeight {
		channel.Append(blocktest.Call{
			Channel: "registry", Chaincode: version.Call.Chaincode, Name: version.Call.Name, Arguments: version.Call.Arguments,
			Time: channel.Clock, Status: version.Call.Status, Answer: version.Call.Answer, Sets: version.Call.Sets,
			Sender: admin, Endorsers: []blocktest.Signer{association, industry},
		}.Envelope())
	}
	return channel.All(), nil
}

func called(blocks [][]byte, name string) (block.Transaction, error) {
	for _, raw := range blocks {
		parsed, err := block.Parse(raw)
		if err != nil {
			return block.Transaction{}, err
		}
		for _, tx := range parsed.Transactions {
			if tx.Call != nil && tx.Call.Name == name && tx.Call.Chaincode == "registry" {
				return tx, nil
			}
		}
	}
	return block.Transaction{}, fmt.Errorf("no call of %s", name)
}

func signerIn(folder, msp, name string) (blocktest.Signer, error) {
	return blocktest.LoadSigner(msp, filepath.Join(folder, "msp", "signcerts", name+"-cert.pem"), filepath.Join(folder, "msp", "keystore", "priv_sk"))
}
