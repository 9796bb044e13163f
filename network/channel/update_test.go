package channel

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

// revocationList is a list of the given serial numbers, PEM.
func revocationList(t *testing.T, serials ...int64) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	issuer := &x509.Certificate{KeyUsage: x509.KeyUsageCRLSign, SubjectKeyId: []byte{1}}
	list := &x509.RevocationList{Number: big.NewInt(1), NextUpdate: time.Now().Add(time.Hour)}
	for _, serial := range serials {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: big.NewInt(serial), RevocationTime: time.Now()})
	}
	content, err := x509.CreateRevocationList(rand.Reader, list, issuer, key)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: content})
}

// packed is a message's bytes.
func marshal(t *testing.T, message proto.Message) []byte {
	t.Helper()
	content, err := proto.Marshal(message)
	require.NoError(t, err)
	return content
}

// hostConfig is a channel's configuration with one host, whose MSP has a list.
func hostConfig(t *testing.T, list []byte) *common.Config {
	definition := &msp.FabricMSPConfig{Name: "industry", RootCerts: [][]byte{[]byte("root")}}
	if list != nil {
		definition.RevocationList = [][]byte{list}
	}
	value := marshal(t, &msp.MSPConfig{Config: marshal(t, definition)})
	industry := &common.ConfigGroup{Version: 3, Values: map[string]*common.ConfigValue{"MSP": {Version: 7, Value: value, ModPolicy: "Admins"}}}
	application := &common.ConfigGroup{Version: 2, Groups: map[string]*common.ConfigGroup{"industry": industry}}
	return &common.Config{Sequence: 4, ChannelGroup: &common.ConfigGroup{Version: 1, Groups: map[string]*common.ConfigGroup{"Application": application}}}
}

func TestRevocationUpdate(t *testing.T) {
	t.Parallel()
	list := revocationList(t, 5, 6)
	tests := map[string]struct {
		host          string
		present, list []byte
		none          bool
		wantErr       string
	}{
		"ok/first":               {host: "industry", list: list},
		"ok/one more":            {host: "industry", present: revocationList(t, 5), list: list},
		"ok/none to add":         {host: "industry", present: revocationList(t, 6, 5), list: list, none: true},
		"ok/unreadable replaced": {host: "industry", present: []byte("?"), list: list},
		"fail/unknown host":      {host: "academia", list: list, wantErr: "no host academia"},
		"fail/not PEM":           {host: "industry", list: []byte("?"), wantErr: "not PEM"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, err := RevocationUpdate("registry", test.host, hostConfig(t, test.present), test.list)
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.none, content == nil)
			if !test.none {
				requireUpdate(t, content, test.list)
			}
		})
	}
}

// requireUpdate wants one value changed, and all around it as it was.
func requireUpdate(t *testing.T, content, list []byte) {
	t.Helper()
	var (
		envelope common.Envelope
		payload  common.Payload
		outer    common.ConfigUpdateEnvelope
		update   common.ConfigUpdate
		values   msp.MSPConfig
		defined  msp.FabricMSPConfig
	)
	require.NoError(t, proto.Unmarshal(content, &envelope))
	require.NoError(t, proto.Unmarshal(envelope.GetPayload(), &payload))
	require.NoError(t, proto.Unmarshal(payload.GetData(), &outer))
	require.NoError(t, proto.Unmarshal(outer.GetConfigUpdate(), &update))
	for _, set := range []*common.ConfigGroup{update.GetReadSet(), update.GetWriteSet()} {
		application := set.GetGroups()["Application"]
		require.Equal(t, []uint64{1, 2, 3}, []uint64{
			set.GetVersion(), application.GetVersion(), application.GetGroups()["industry"].GetVersion(),
		})
	}
	value := update.GetWriteSet().GetGroups()["Application"].GetGroups()["industry"].GetValues()["MSP"]
	require.EqualValues(t, 8, value.GetVersion())
	require.Equal(t, "Admins", value.GetModPolicy())
	require.NoError(t, proto.Unmarshal(value.GetValue(), &values))
	require.NoError(t, proto.Unmarshal(values.GetConfig(), &defined))
	require.Equal(t, [][]byte{list}, defined.GetRevocationList())
	require.Equal(t, [][]byte{[]byte("root")}, defined.GetRootCerts(), "the rest stays")
}

func TestConfig(t *testing.T) {
	t.Parallel()
	config := hostConfig(t, nil)
	payload := marshal(t, &common.Payload{Data: marshal(t, &common.ConfigEnvelope{Config: config})})
	content := marshal(t, &common.Block{Data: &common.BlockData{Data: [][]byte{marshal(t, &common.Envelope{Payload: payload})}}})
	parsed, err := Config(content)
	require.NoError(t, err)
	require.True(t, proto.Equal(config, parsed))
	for name, broken := range map[string][]byte{
		"fail/no block": []byte("?"), "fail/empty": nil,
		"fail/no envelope": marshal(t, &common.Block{Data: &common.BlockData{Data: [][]byte{[]byte("?")}}}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Config(broken)
			require.ErrorContains(t, err, "configuration block")
		})
	}
}
