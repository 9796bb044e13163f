#!/usr/bin/env bash
# Makes a network with Fabric's plain tools, as somebody has one who knows nothing of
# this project, for the test of docs/existing-network.md.
#
#   plain.sh up FOLDER PORT [MSP1 MSP2]   two organizations, an orderer, two CAs
#   plain.sh down FOLDER                  ends its processes; the folder stays
#
# Ports from PORT on, on loopback. Fabric's programs, of 2.5 or newer, and Fabric CA's are on
# the PATH, and FABRIC_SAMPLE is the folder with the release's core.yaml and orderer.yaml.
set -euo pipefail

usage() {
	sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | sed '$d'
	exit 2
}
[[ $# -ge 2 ]] || usage
action=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)

# down ends what up started.
down() {
	local file pid
	for file in "$folder"/*.pid; do
		[[ -e $file ]] || continue
		pid=$(<"$file")
		kill "$pid" 2>/dev/null || true
		while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
		rm -f "$file"
	done
}

if [[ $action == down ]]; then
	down
	exit
fi
[[ $action == up && $# -ge 3 ]] || usage
port=$3
msps=("${4:-Org1MSP}" "${5:-Org2.Example}")
domains=(org1.example.com org2.example.com)
sample=${FABRIC_SAMPLE:?names the folder with core.yaml and orderer.yaml}
orderer=$((port + 50)) admin=$((port + 53))
peers=($((port + 51)) $((port + 61))) listens=($((port + 52)) $((port + 62))) cas=($((port + 54)) $((port + 64)))
cd "$folder"

# run NAME ENVIRONMENT... -- COMMAND...: starts a process that goes on.
run() {
	local name=$1 environment=()
	shift
	while [[ $1 != -- ]]; do
		environment+=("$1")
		shift
	done
	shift
	mkdir -p "$folder/data/$name"
	(cd "$folder/data/$name" && exec env "${environment[@]}" "$@" >"$folder/$name.log" 2>&1) &
	echo $! >"$folder/$name.pid"
}

# wait_for FILE TEXT: waits until a log says something.
wait_for() {
	local tries
	for ((tries = 0; tries < 300; tries++)); do
		if grep -q "$2" "$1" 2>/dev/null; then return; fi
		sleep 0.1
	done
	echo "plain.sh: $1 never said: $2" >&2
	tail -n 20 "$1" >&2
	exit 1
}

cat >crypto-config.yaml <<END
OrdererOrgs:
  - Name: Orderer
    Domain: example.com
    EnableNodeOUs: true
    Specs: [{Hostname: orderer, SANS: [localhost, 127.0.0.1]}]
PeerOrgs:
  - {Name: Org1, Domain: org1.example.com, EnableNodeOUs: true, Template: {Count: 1, SANS: [localhost, 127.0.0.1]}, Users: {Count: 1}}
  - {Name: Org2, Domain: org2.example.com, EnableNodeOUs: true, Template: {Count: 1, SANS: [localhost, 127.0.0.1]}, Users: {Count: 1}}
END
cryptogen generate --config crypto-config.yaml --output crypto >cryptogen.log
node=$folder/crypto/ordererOrganizations/example.com/orderers/orderer.example.com

organization() {
	cat <<END
  - &Org$1
    Name: ${msps[$1 - 1]}
    ID: ${msps[$1 - 1]}
    MSPDir: $folder/crypto/peerOrganizations/${domains[$1 - 1]}/msp
    Policies:
      Readers: {Type: Signature, Rule: "OR('${msps[$1 - 1]}.admin', '${msps[$1 - 1]}.peer', '${msps[$1 - 1]}.client')"}
      Writers: {Type: Signature, Rule: "OR('${msps[$1 - 1]}.admin', '${msps[$1 - 1]}.client')"}
      Admins: {Type: Signature, Rule: "OR('${msps[$1 - 1]}.admin')"}
      Endorsement: {Type: Signature, Rule: "OR('${msps[$1 - 1]}.peer')"}
    AnchorPeers: [{Host: 127.0.0.1, Port: ${peers[$1 - 1]}}]
END
}
cat >configtx.yaml <<END
Organizations:
  - &Orderer
    Name: OrdererOrg
    ID: OrdererMSP
    MSPDir: $folder/crypto/ordererOrganizations/example.com/msp
    Policies:
      Readers: {Type: Signature, Rule: "OR('OrdererMSP.member')"}
      Writers: {Type: Signature, Rule: "OR('OrdererMSP.member')"}
      Admins: {Type: Signature, Rule: "OR('OrdererMSP.admin')"}
    OrdererEndpoints: ["127.0.0.1:$orderer"]
$(organization 1)
$(organization 2)
Profiles:
  Channel:
    Capabilities: {V2_0: true}
    Policies: &implicit
      Readers: {Type: ImplicitMeta, Rule: ANY Readers}
      Writers: {Type: ImplicitMeta, Rule: ANY Writers}
      Admins: {Type: ImplicitMeta, Rule: MAJORITY Admins}
    Orderer:
      OrdererType: etcdraft
      Capabilities: {V2_0: true}
      BatchTimeout: 200ms
      BatchSize: {MaxMessageCount: 10, AbsoluteMaxBytes: 99 MB, PreferredMaxBytes: 512 KB}
      Organizations: [*Orderer]
      Policies:
        <<: *implicit
        BlockValidation: {Type: ImplicitMeta, Rule: ANY Writers}
      EtcdRaft:
        Consenters: [{Host: 127.0.0.1, Port: $orderer, ClientTLSCert: $node/tls/server.crt, ServerTLSCert: $node/tls/server.crt}]
    Application:
      Organizations: [*Org1, *Org2]
      Capabilities: {V2_5: true}
      Policies:
        <<: *implicit
        LifecycleEndorsement: {Type: ImplicitMeta, Rule: MAJORITY Endorsement}
        Endorsement: {Type: ImplicitMeta, Rule: MAJORITY Endorsement}
END
FABRIC_CFG_PATH=$folder configtxgen -profile Channel -channelID mychannel -outputBlock genesis.block 2>configtxgen.log

# What Fabric's images have: the builder of chaincode as a service, and no container engine.
mkdir -p ccaas_builder/bin config
printf '#!/bin/sh\ngrep -q %s "$2/metadata.json"\n' "'\"type\": *\"ccaas\"'" >ccaas_builder/bin/detect
# shellcheck disable=SC2016 # the builder's own variables
printf '#!/bin/sh\nset -e\ncp "$1/connection.json" "$3/"\n' >ccaas_builder/bin/build
# shellcheck disable=SC2016
printf '#!/bin/sh\nset -e\nmkdir -p "$2/chaincode/server"\ncp "$1/connection.json" "$2/chaincode/server/"\n' >ccaas_builder/bin/release
chmod +x ccaas_builder/bin/*
cp "$sample/orderer.yaml" config/
sed -e 's|endpoint: unix:.*|endpoint: ""|' -e "s|/opt/hyperledger/ccaas_builder|$folder/ccaas_builder|" "$sample/core.yaml" >config/core.yaml

run orderer FABRIC_CFG_PATH="$folder/config" FABRIC_LOGGING_SPEC=info ORDERER_GENERAL_LISTENADDRESS=127.0.0.1 ORDERER_GENERAL_LISTENPORT=$orderer \
	ORDERER_GENERAL_LOCALMSPID=OrdererMSP ORDERER_GENERAL_LOCALMSPDIR="$node/msp" ORDERER_GENERAL_TLS_ENABLED=true \
	ORDERER_GENERAL_TLS_PRIVATEKEY="$node/tls/server.key" ORDERER_GENERAL_TLS_CERTIFICATE="$node/tls/server.crt" ORDERER_GENERAL_TLS_ROOTCAS="[$node/tls/ca.crt]" \
	ORDERER_GENERAL_CLUSTER_CLIENTCERTIFICATE="$node/tls/server.crt" ORDERER_GENERAL_CLUSTER_CLIENTPRIVATEKEY="$node/tls/server.key" \
	ORDERER_GENERAL_CLUSTER_ROOTCAS="[$node/tls/ca.crt]" ORDERER_GENERAL_BOOTSTRAPMETHOD=none ORDERER_CHANNELPARTICIPATION_ENABLED=true \
	ORDERER_ADMIN_TLS_ENABLED=true ORDERER_ADMIN_TLS_CERTIFICATE="$node/tls/server.crt" ORDERER_ADMIN_TLS_PRIVATEKEY="$node/tls/server.key" \
	ORDERER_ADMIN_TLS_ROOTCAS="[$node/tls/ca.crt]" ORDERER_ADMIN_TLS_CLIENTROOTCAS="[$node/tls/ca.crt]" ORDERER_ADMIN_LISTENADDRESS=127.0.0.1:$admin \
	ORDERER_OPERATIONS_LISTENADDRESS=127.0.0.1:$((port + 55)) ORDERER_FILELEDGER_LOCATION="$folder/data/orderer/ledger" \
	ORDERER_CONSENSUS_WALDIR="$folder/data/orderer/wal" ORDERER_CONSENSUS_SNAPDIR="$folder/data/orderer/snap" -- orderer
for i in 0 1; do
	home=$folder/crypto/peerOrganizations/${domains[i]}
	own=$home/peers/peer0.${domains[i]}
	run "peer$((i + 1))" FABRIC_CFG_PATH="$folder/config" FABRIC_LOGGING_SPEC=info CORE_PEER_ID="peer0.${domains[i]}" CORE_PEER_LOCALMSPID="${msps[i]}" \
		CORE_PEER_MSPCONFIGPATH="$own/msp" CORE_PEER_ADDRESS=127.0.0.1:"${peers[i]}" CORE_PEER_LISTENADDRESS=127.0.0.1:"${peers[i]}" \
		CORE_PEER_CHAINCODELISTENADDRESS=127.0.0.1:"${listens[i]}" CORE_PEER_GOSSIP_BOOTSTRAP=127.0.0.1:"${peers[i]}" \
		CORE_PEER_GOSSIP_ENDPOINT=127.0.0.1:"${peers[i]}" CORE_PEER_GOSSIP_EXTERNALENDPOINT=127.0.0.1:"${peers[i]}" CORE_PEER_TLS_ENABLED=true \
		CORE_PEER_TLS_CERT_FILE="$own/tls/server.crt" CORE_PEER_TLS_KEY_FILE="$own/tls/server.key" CORE_PEER_TLS_ROOTCERT_FILE="$own/tls/ca.crt" \
		CORE_PEER_FILESYSTEMPATH="$folder/data/peer$((i + 1))/ledger" CORE_LEDGER_SNAPSHOTS_ROOTDIR="$folder/data/peer$((i + 1))/snapshots" \
		CORE_OPERATIONS_LISTENADDRESS=127.0.0.1:$((port + 56 + i * 10)) -- peer node start
	run "ca$((i + 1))" FABRIC_CA_HOME="$folder/data/ca$((i + 1))" FABRIC_CA_SERVER_CA_NAME="ca-org$((i + 1))" FABRIC_CA_SERVER_PORT="${cas[i]}" \
		FABRIC_CA_SERVER_ADDRESS=127.0.0.1 FABRIC_CA_SERVER_CA_CERTFILE="$home/ca/ca.${domains[i]}-cert.pem" FABRIC_CA_SERVER_CA_KEYFILE="$home/ca/priv_sk" \
		FABRIC_CA_SERVER_TLS_ENABLED=true FABRIC_CA_SERVER_TLS_CERTFILE="$own/tls/server.crt" FABRIC_CA_SERVER_TLS_KEYFILE="$own/tls/server.key" \
		FABRIC_CA_SERVER_OPERATIONS_LISTENADDRESS=127.0.0.1:$((port + 57 + i * 10)) -- fabric-ca-server start -b admin:adminpw
done

wait_for orderer.log 'Beginning to serve requests'
osnadmin channel join --channelID mychannel --config-block genesis.block -o 127.0.0.1:$admin --ca-file "$node/tls/ca.crt" \
	--client-cert "$node/tls/server.crt" --client-key "$node/tls/server.key" >osnadmin.log
wait_for orderer.log 'Raft leader changed' # until then it takes no transaction
pem() { sed 's/^/          /' "$1"; }
for i in 0 1; do
	home=$folder/crypto/peerOrganizations/${domains[i]}
	wait_for "peer$((i + 1)).log" 'Started peer with ID'
	wait_for "ca$((i + 1)).log" 'Listening on'
	# What whoever administers an organization has in the shell.
	cat >"org$((i + 1)).env" <<END
export FABRIC_CFG_PATH='$folder/config' FABRIC_LOGGING_SPEC=error CORE_PEER_TLS_ENABLED=true
export CORE_PEER_LOCALMSPID='${msps[i]}' CORE_PEER_ADDRESS=localhost:${peers[i]}
export CORE_PEER_TLS_ROOTCERT_FILE='$home/peers/peer0.${domains[i]}/tls/ca.crt'
export CORE_PEER_MSPCONFIGPATH='$home/users/Admin@${domains[i]}/msp'
export ORDERER_CA='$node/tls/ca.crt' ORDERER_ADDRESS=localhost:$orderer
export FABRIC_CA_CLIENT_HOME='$folder/registrar$((i + 1))' FABRIC_CA_CLIENT_TLS_CERTFILES='$home/tlsca/tlsca.${domains[i]}-cert.pem'
END
	(
		# shellcheck disable=SC1090
		source "org$((i + 1)).env"
		peer channel join -b genesis.block
		fabric-ca-client enroll -u https://admin:adminpw@localhost:"${cas[i]}" --caname "ca-org$((i + 1))"
	) >"join$((i + 1)).log" 2>&1 || {
		cat "join$((i + 1)).log" >&2
		exit 1
	}
	cat >"connection-org$((i + 1)).yaml" <<END
---
name: test-network-org$((i + 1))
version: 1.0.0
client:
  organization: Org$((i + 1))
  connection:
    timeout:
      peer:
        endorser: '300'
organizations:
  Org$((i + 1)):
    mspid: ${msps[i]}
    peers:
    - peer0.${domains[i]}
    certificateAuthorities:
    - ca.${domains[i]}
peers:
  peer0.${domains[i]}:
    url: grpcs://localhost:${peers[i]}
    tlsCACerts:
      pem: |
$(pem "$home/tlsca/tlsca.${domains[i]}-cert.pem")
    grpcOptions:
      ssl-target-name-override: peer0.${domains[i]}
      hostnameOverride: peer0.${domains[i]}
certificateAuthorities:
  ca.${domains[i]}:
    url: https://localhost:${cas[i]}
    caName: ca-org$((i + 1))
    tlsCACerts:
      pem:
        - |
$(pem "$home/tlsca/tlsca.${domains[i]}-cert.pem")
    httpOptions:
      verify: false
END
done
