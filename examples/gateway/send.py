#!/usr/bin/env python3
"""Send a transaction of the registry's contract by the standard Fabric gateway.

    python3 examples/gateway/send.py --peer localhost:7051 --tls-ca tlsca.pem --msp industry \\
        --cert cert.pem --key key.pem Join '{"request":"join-1","alliance":"zgc@association","class":"member"}'

It prints what the transaction did, its id, its block, and its validation code; exit code 0 if it took effect.
With --evaluate it asks or tries, and nothing is committed. The key never leaves this program: what is sent is
signed here, after a look at whether it is what was meant. README.md says what has to be installed.
"""

import argparse
import hashlib
import os
import pathlib
import re
import sys

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

sys.path.insert(0, os.environ.get("FABRIC_PROTOS_PY", "."))  # what protoc wrote
from common import common_pb2
from gateway import gateway_pb2
from msp import identities_pb2
from peer import chaincode_pb2, proposal_pb2, proposal_response_pb2, transaction_pb2

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Identity:
    """A party's certificate and key, at a host."""

    def __init__(self, msp: str, cert: bytes, key: bytes) -> None:
        self.cert, self.key_pem = cert, key
        self.key = serialization.load_pem_private_key(key, None)
        self.creator = identities_pb2.SerializedIdentity(mspid=msp, id_bytes=cert).SerializeToString()

    def sign(self, message: bytes) -> bytes:
        """ECDSA over SHA-256. Of the two values that s can have Fabric takes the lower one alone."""
        r, s = utils.decode_dss_signature(self.key.sign(message, ec.ECDSA(hashes.SHA256())))
        return utils.encode_dss_signature(r, min(s, P256_ORDER - s))

    def tls_hash(self) -> bytes:
        """The SHA-256 of the certificate that is shown to the peer: it has to be the signer's."""
        return hashlib.sha256(x509.load_pem_x509_certificate(self.cert).public_bytes(serialization.Encoding.DER)).digest()


class Proposal:
    """What is asked of the peers: a transaction of a chaincode with its one argument."""

    def __init__(self, who: Identity, channel: str, chaincode: str, name: str, argument: str) -> None:
        nonce = os.urandom(24)
        self.tx, self.channel = hashlib.sha256(nonce + who.creator).hexdigest(), channel
        self.header = common_pb2.ChannelHeader(
            type=common_pb2.ENDORSER_TRANSACTION, channel_id=channel, tx_id=self.tx, tls_cert_hash=who.tls_hash(),
            extension=proposal_pb2.ChaincodeHeaderExtension(chaincode_id=chaincode_pb2.ChaincodeID(name=chaincode)).SerializeToString(),
        )
        self.header.timestamp.GetCurrentTime()
        spec = chaincode_pb2.ChaincodeSpec(
            type=chaincode_pb2.ChaincodeSpec.GOLANG, chaincode_id=chaincode_pb2.ChaincodeID(name=chaincode),
            input=chaincode_pb2.ChaincodeInput(args=[name.encode(), argument.encode()]),
        )
        self.payload = proposal_pb2.ChaincodeProposalPayload(
            input=chaincode_pb2.ChaincodeInvocationSpec(chaincode_spec=spec).SerializeToString()).SerializeToString()
        header = common_pb2.Header(
            channel_header=self.header.SerializeToString(),
            signature_header=common_pb2.SignatureHeader(creator=who.creator, nonce=nonce).SerializeToString())
        whole = proposal_pb2.Proposal(header=header.SerializeToString(), payload=self.payload).SerializeToString()
        self.signed = proposal_pb2.SignedProposal(proposal_bytes=whole, signature=who.sign(whole))

    def answer(self, envelope: common_pb2.Envelope) -> str:
        """What the peers answered, as JSON. Fails if what is to be signed is about something else than was asked."""
        payload = common_pb2.Payload.FromString(envelope.payload)
        action = transaction_pb2.Transaction.FromString(payload.data).actions[0]
        asked = transaction_pb2.ChaincodeActionPayload.FromString(action.payload)
        if payload.header.channel_header != self.header.SerializeToString() or asked.chaincode_proposal_payload != self.payload:
            sys.exit("the peer wants something else signed than was asked for")
        result = proposal_response_pb2.ProposalResponsePayload.FromString(asked.action.proposal_response_payload)
        return proposal_pb2.ChaincodeAction.FromString(result.extension).response.payload.decode()


class Gateway:
    """A peer's gateway service."""

    def __init__(self, who: Identity, peer: str, tls_ca: bytes, name: str | None) -> None:
        options = [("grpc.ssl_target_name_override", name)] if name else []
        self.who = who
        self.channel = grpc.secure_channel(peer, grpc.ssl_channel_credentials(tls_ca, who.key_pem, who.cert), options)

    def call(self, name: str, request, answer):
        method = self.channel.unary_unary("/gateway.Gateway/" + name, type(request).SerializeToString, answer.FromString)
        return method(request, timeout=60)

    def evaluate(self, p: Proposal) -> str:
        asked = gateway_pb2.EvaluateRequest(transaction_id=p.tx, channel_id=p.channel, proposed_transaction=p.signed)
        return self.call("Evaluate", asked, gateway_pb2.EvaluateResponse).result.payload.decode()

    def submit(self, p: Proposal) -> tuple:
        """Endorsed by the peers, signed, ordered and committed: the answer, the block, the validation code."""
        asked = gateway_pb2.EndorseRequest(transaction_id=p.tx, channel_id=p.channel, proposed_transaction=p.signed)
        prepared = self.call("Endorse", asked, gateway_pb2.EndorseResponse).prepared_transaction
        answer = p.answer(prepared)
        prepared.signature = self.who.sign(prepared.payload)
        self.call("Submit", gateway_pb2.SubmitRequest(transaction_id=p.tx, channel_id=p.channel, prepared_transaction=prepared), gateway_pb2.SubmitResponse)
        status = gateway_pb2.CommitStatusRequest(transaction_id=p.tx, channel_id=p.channel, identity=self.who.creator).SerializeToString()
        signed = gateway_pb2.SignedCommitStatusRequest(request=status, signature=self.who.sign(status))
        done = self.call("CommitStatus", signed, gateway_pb2.CommitStatusResponse)
        return answer, done.block_number, transaction_pb2.TxValidationCode.Name(done.result)


def main() -> None:
    parser = argparse.ArgumentParser(description="Send a transaction of the registry's contract by the Fabric gateway.")
    parser.add_argument("--peer", required=True, help="HOST:PORT of a peer of the own host")
    parser.add_argument("--server-name", help="the name in the peer's certificate, if it is not HOST")
    for name, what in (("--tls-ca", "the CA of the peer's TLS"), ("--cert", "the party's certificate"), ("--key", "the party's key")):
        parser.add_argument(name, required=True, type=pathlib.Path, help=what + ": a PEM file")
    parser.add_argument("--msp", required=True, help="the MSP ID of the host")
    parser.add_argument("--channel", default="registry")
    parser.add_argument("--chaincode", default="registry")
    parser.add_argument("--evaluate", action="store_true", help="ask, or try; nothing is committed")
    parser.add_argument("name", help="a transaction or question, such as Join or GetAlliance")
    parser.add_argument("argument", help="its argument: JSON, see membership/schema/arguments.json")
    o = parser.parse_args()
    who = Identity(o.msp, o.cert.read_bytes(), o.key.read_bytes())
    gateway, proposal = Gateway(who, o.peer, o.tls_ca.read_bytes(), o.server_name), Proposal(who, o.channel, o.chaincode, o.name, o.argument)
    try:
        if o.evaluate:
            print(gateway.evaluate(proposal))
            return
        answer, block, code = gateway.submit(proposal)
    except grpc.RpcError as failed:
        details = dict(failed.trailing_metadata() or ()).get("grpc-status-details-bin", b"")
        refused = re.search(rb"REFUSED [A-Z_]+( \{.*?\})?", details)  # how the rules say no: membership/schema/refusals.json
        sys.exit(refused[0].decode() if refused else f"{failed.code().name}: {failed.details()}")
    print(answer, proposal.tx, block, code, sep="\t")
    sys.exit(code != "VALID")


if __name__ == "__main__":
    main()
