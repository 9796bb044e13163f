package chain

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"allianceregistry/audit/block"
)

// Prepared is a block of which everything has been checked that needs no block
// before it: that it can be read, and that each signature is one of the
// certificate that stands beside it. Whose certificates those are, Verify asks.
type Prepared struct {
	raw    []byte
	source string
	block  block.Block
	err    error
	// signers are the orderers; those of BFT, whom only the configuration knows,
	// are not checked yet.
	signers []signed
	txs     []preparedTx
}

// preparedTx is what could be checked of one transaction.
type preparedTx struct {
	creator      signed
	endorsements []signed
	updaters     []signed // of a configuration's update
	id           string   // as it ought to be
}

// signed is a signature, checked against the certificate beside it.
type signed struct {
	msp         string
	certificate *certificate
	problem     error // nil: the signature is the certificate's
}

// Prepare does the costly part of verifying a block. It needs nothing of the
// blocks before, so many goroutines may prepare many blocks at once.
func (v *Verifier) Prepare(raw []byte, source string) Prepared {
	p := Prepared{raw: raw, source: source}
	if p.block, p.err = block.Parse(raw); p.err != nil {
		return p
	}
	for _, signature := range p.block.Signatures {
		if signature.Consenter != 0 {
			p.signers = append(p.signers, signed{})
			continue
		}
		p.signers = append(p.signers, v.check(signature))
	}
	for i := range p.block.Transactions {
		p.txs = append(p.txs, v.prepareTx(&p.block.Transactions[i]))
	}
	return p
}

func (v *Verifier) prepareTx(tx *block.Transaction) preparedTx {
	p := preparedTx{creator: v.check(tx.Creator), id: transactionID(tx)}
	if tx.Call != nil {
		for _, endorsement := range tx.Call.Endorsements {
			p.endorsements = append(p.endorsements, v.check(endorsement))
		}
	}
	if tx.Config != nil && tx.Config.Update != nil {
		for _, signature := range tx.Config.Update.Signatures {
			p.updaters = append(p.updaters, v.check(signature))
		}
	}
	return p
}

// check verifies one signature under the certificate that came with it.
func (v *Verifier) check(s block.Signature) signed {
	done := signed{msp: s.Signer.MSP}
	cert, err := v.certificates.parse(s.Signer.Certificate)
	if err != nil {
		done.problem = fmt.Errorf("read certificate: %w", err)
		return done
	}
	done.certificate = cert
	done.problem = cert.verify(s.Message, s.Value)
	return done
}

// name says whose signature it is said to be.
func (s *signed) name() string {
	if s.certificate == nil {
		return s.msp
	}
	return s.msp + "/" + s.certificate.Subject.CommonName
}

// transactionID is the hash of nonce and sender (Fabric: protoutil.ComputeTxID).
func transactionID(tx *block.Transaction) string {
	return sum(sha256.New(), tx.Nonce, tx.Creator.Signer.Serialized)
}

// sum is the hash of parts one after another, in hexadecimal.
func sum(h hash.Hash, parts ...[]byte) string {
	h.Write(bytes.Join(parts, nil))
	return hex.EncodeToString(h.Sum(nil))
}
