package advice_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/advice"
)

// TestLines lays the lines for every kind of folder side by side.
func TestLines(t *testing.T) {
	t.Parallel()
	const program = "scripts/network.sh --name n"
	for name, row := range map[string]struct {
		host, supervisor string
		up               string
		start, startAll  string
		stop, stopAll    string
		restart          string
		logs, build      string
		self             string
	}{
		"one machine": {
			"", "", program + " up", program + " start peer.a", program + " up", program + " stop peer.a", program + " stop",
			program + " restart peer.a", program + " logs peer.a", "scripts/build.sh", program,
		},
		"own": {
			"a", "", program + " host start", program + " start peer.a", program + " host start", program + " stop peer.a", program + " stop",
			program + " restart peer.a", program + " logs peer.a", "scripts/build.sh", program,
		},
		"systemd": {
			"a", advice.Systemd, "sudo systemctl start registry-a.target && " + program + " host start",
			"sudo systemctl start registry-a-peer", "sudo systemctl start registry-a.target",
			"sudo systemctl stop registry-a-peer", "sudo systemctl stop registry-a.target",
			"sudo systemctl restart registry-a-peer", "journalctl -u registry-a-peer", "scripts/build.sh", program,
		},
		"compose": {
			"a", advice.Compose, "docker compose up -d && docker compose run --rm operator host start",
			"docker compose up -d peer", "docker compose up -d", "docker compose stop peer", "docker compose stop",
			"docker compose up -d --force-recreate peer", "docker compose logs peer", "scripts/images.sh", "docker compose run --rm operator",
		},
		"kubernetes": {
			"a", advice.Kubernetes,
			"kubectl scale statefulset registry-a --replicas 1 && kubectl exec -it registry-a-0 -c operator -- network host start",
			"kubectl scale statefulset registry-a --replicas 1", "kubectl scale statefulset registry-a --replicas 1",
			"kubectl scale statefulset registry-a --replicas 0", "kubectl scale statefulset registry-a --replicas 0",
			"kubectl delete pod registry-a-0", "kubectl logs registry-a-0 -c peer", "scripts/images.sh",
			"kubectl exec -it registry-a-0 -c operator -- network",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := advice.Lines{Program: program, Host: row.host, Supervisor: row.supervisor}
			require.Equal(t, row.host != "", lines.IsOwn())
			require.Equal(t, row.up, lines.Up())
			require.Equal(t, []string{row.start, row.startAll}, []string{lines.Start("peer.a"), lines.Start("")})
			require.Equal(t, []string{row.stop, row.stopAll}, []string{lines.Stop("peer.a"), lines.Stop("")})
			require.Equal(t, row.restart, lines.Restart("peer.a"))
			require.Equal(t, row.logs, lines.Logs("peer.a"))
			require.NotEqual(t, row.logs, lines.Logs(""))
			require.Equal(t, row.build, lines.Build())
			require.Equal(t, row.self, lines.Self())
		})
	}
}
