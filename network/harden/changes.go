package main

// Release is the version of the changes below, as the programs carry it behind
// Fabric's own. It is raised whenever what is built changes.
const Release = "registry.6"

// changes are all edits. The digests are those of Fabric 3.1.1.
var changes = []change{
	// An endorser transaction may come without an action, and an action without
	// its content. Such a transaction is invalid as other malformed ones are.
	{
		file: "core/common/validation/msgvalidation.go", declaration: "validateEndorserTransaction", sum: "81a71a832d54bc1f",
		edits: []edit{
			{at: "prp, err := protoutil.UnmarshalProposalResponsePayload(", do: before, text: `
if ccActionPayload.Action == nil {
	return errors.New("nil action in ChaincodeActionPayload")
}`},
		},
	},
	// Each transaction of a block is read for the policies that it changes,
	// whether it is valid or not. However it reads, its successors must learn
	// that it was read: they wait for that.
	{
		file: "core/common/validation/statebased/validator_keylevel.go", declaration: "(*KeyLevelValidator).extractDependenciesForTx", sum: "a4f5686f2a3396ee",
		edits: []edit{
			{at: "env, err := protoutil.GetEnvelopeFromBlock(", do: before, text: `
var results []byte
defer func() { klv.vpmgr.ExtractValidationParameterDependency(blockNum, txNum, results) }()
`},
			{at: "cap, err := protoutil.UnmarshalChaincodeActionPayload(", do: before, text: `
if len(tx.Actions) == 0 {
	return
}`},
			{
				at: "pRespPayload, err := protoutil.UnmarshalProposalResponsePayload(cap.Action.ProposalResponsePayload)", do: instead,
				text: "pRespPayload, err := protoutil.UnmarshalProposalResponsePayload(cap.GetAction().GetProposalResponsePayload())",
			},
			{at: "klv.vpmgr.ExtractValidationParameterDependency(blockNum, txNum, respPayload.Results)", do: instead, text: "results = respPayload.Results"},
		},
	},
	// What became of a transaction that no plugin sees is settled by the
	// validator of blocks: settlement.go.
	{
		file: "core/common/validation/statebased/validator_keylevel.go", declaration: "(*KeyLevelValidator).PreValidate", sum: "11efca7f339e0764",
		edits: []edit{
			{at: "klv.extractDependenciesForTx(", do: before, text: `
if manager, is := klv.vpmgr.(*KeyLevelValidationParameterManagerImpl); is {
	manager.watch(block, txPosition)
}`},
		},
	},
	{
		file: "core/common/validation/statebased/vpmanagerimpl.go", declaration: "(*txDependency).waitForAndRetrieveValidationResult", sum: "bb144fd513f7cd11",
		edits: []edit{
			{at: "d.cond.Wait()", do: before, text: `
if d.settled {
	return errRefused
}`},
		},
	},
	{
		file: "core/common/validation/statebased/vpmanagerimpl.go", declaration: "type txDependency", sum: "393f6467622ca128",
		edits: []edit{{at: "depInserted ", do: before, text: "settled bool"}},
	},
	{
		file: "core/committer/txvalidator/v20/validator.go", declaration: "(*TxValidator).Validate", sum: "0127ca992ce8d2bd",
		edits: []edit{
			{at: "results := make(chan *blockValidationResult)", do: before, text: "defer announce(block)()"},
			{at: "res := <-results", do: after, text: "settle(block, res)"},
		},
	},
	{
		file: "core/committer/txvalidator/v20/plugindispatcher/dispatcher.go", declaration: "(*dispatcherImpl).Dispatch", sum: "d1bde8cbd9034824",
		edits: []edit{
			{at: "for ns := range wrNamespace ", do: instead, text: "for _, ns := range inOrder(wrNamespace) "},
		},
	},
	// The private data of an invalid transaction may be of a collection that
	// does not exist. Only a valid one must have its collection.
	{
		file: "gossip/privdata/coordinator.go", declaration: "(*coordinator).getTxPvtdataInfoFromBlock", sum: "4ee881acd767e150",
		edits: []edit{
			{at: "colConfig, err := c.CollectionStore.RetrieveCollectionConfig(cc)", do: after, text: `
if err != nil && invalid {
	continue
}`},
		},
	},
	// An invalid transaction may name private data that nobody has. A peer would ask
	// for it for a minute, and commit nothing meanwhile.
	{
		file: "gossip/privdata/coordinator.go", declaration: "NewCoordinator", sum: "a309e972cfd42964",
		edits: []edit{{at: "return &coordinator{", do: before, text: "config.SkipPullingInvalidTransactions = true"}},
	},
	// An envelope without a header is invalid already when the ledger reads it.
	{
		file: "core/ledger/kvledger/txmgmt/validation/batch_preparer.go", declaration: "preprocessProtoBlock", sum: "a59e4887e3d1ab39",
		edits: []edit{
			{
				at: "chdr, err = protoutil.UnmarshalChannelHeader(payload.Header.ChannelHeader)", do: instead,
				text: "chdr, err = protoutil.UnmarshalChannelHeader(payload.GetHeader().GetChannelHeader())",
			},
		},
	},
	// Whoever listens to filtered blocks gets past an invalid transaction that
	// cannot be read.
	{
		file: "core/peer/deliverevents.go", declaration: "toFilteredBlock", sum: "23a5f494f41bd508",
		edits: []edit{
			{at: `return nil, errors.WithMessage(err, "could not extract payload from envelope")`, do: instead, text: "continue"},
			{at: "chdr, err := protoutil.UnmarshalChannelHeader(", do: after, text: `
if err != nil && txsFltr.IsInvalid(txIndex) {
	continue
}`},
			{at: "if filteredTransaction.Type == common.HeaderType_ENDORSER_TRANSACTION ", do: before, text: `
if txsFltr.IsInvalid(txIndex) && !readable(payload.Data) {
	filteredBlock.FilteredTransactions = append(filteredBlock.FilteredTransactions, filteredTransaction)
	continue
}`},
		},
	},
	// A panic in the service of one call is that call's failure. This holds for
	// every service of peers and orderers; where a service holds a lock, or works
	// in a goroutine of its own, more is needed, below.
	{
		file: "internal/pkg/comm/server.go", declaration: "NewGRPCServerFromListener", sum: "2f29b536b3c289e8",
		edits: []edit{
			{at: "var serverOpts []grpc.ServerOption", do: before, text: "serverConfig = withSurvival(serverConfig)"},
		},
	},
	{
		file: "internal/pkg/gateway/gateway.go", declaration: "(*EndorserServerAdapter).ProcessProposal", sum: "b7f3d3cc6d79d713",
		edits: []edit{
			{at: "return e.Server.ProcessProposal(ctx, req)", do: instead, text: "return endorse(ctx, e.Server, req)"},
		},
	},
	{
		file: "internal/pkg/gateway/endorse.go", declaration: "(*Server).processProposal", sum: "e70aef55b5a6e22e",
		edits: []edit{
			{at: "var response *peer.ProposalResponse", do: before, text: "defer refuseAnswer()"},
		},
	},
	{
		file: "internal/pkg/gateway/apiutils.go", declaration: "responseStatus", sum: "0d4483a879fdf94d",
		edits: []edit{
			{at: "if response.Response.Status < 200 ", do: before, text: `
if response.GetResponse() == nil {
	return codes.Aborted, "the endorser answered nothing", true, false
}`},
		},
	},
	// With BFT, each orderer looks at what others forward, and not at what its own
	// clients send. What no proposal may contain would stay in its pool for minutes, and
	// every leader that proposes or passes over it be voted down.
	{
		file: "orderer/consensus/smartbft/chain.go", declaration: "(*BFTChain).submit", sum: "1c0b847764364e02",
		edits: []edit{
			{at: `c.Logger.Debugf("Consensus.SubmitRequest`, do: before, text: `
if _, err := c.verifier.VerifyRequest(reqBytes); err != nil {
	return errors.WithMessage(err, "refused request")
}`},
		},
	},
	// With BFT, an orderer that catches up does not say by which certificate it is
	// connected, and others that ask their clients for one give it nothing.
	{
		file: "orderer/consensus/smartbft/synchronizer_bft.go", declaration: "(*BFTSynchronizer).createBFTDeliverer", sum: "56a53b7a3a4ff840",
		edits: []edit{
			{at: `s.Logger.Infof("Created a BFTDeliverer`, do: before, text: "bind(bftDeliverer, clientConfig.SecOpts.Certificate)"},
		},
	},
	// With BFT, an orderer looks by the leader's heartbeats whether it is behind: they
	// carry the number that is decided on next, save that a leader that has just decided
	// one went on to give that one's. Who had come back just then, and lacked that one
	// alone, took itself for up to date, and stayed behind until the next.
	{
		consensus: true,
		file:      "internal/bft/view.go", declaration: "(*View).decide", sum: "f84b39a1acef59cb",
		edits: []edit{
			{
				at: "v.ViewSequences.Store(ViewSequence{ProposalSeq: v.ProposalSequence,", do: instead,
				text: "v.ViewSequences.Store(ViewSequence{ProposalSeq: v.ProposalSequence + 1,",
			},
		},
	},
	// With BFT, who delivers a decision tells whoever decided that it is done. A view that
	// was ended meanwhile listens no more, and the orderer waited for it: it delivered
	// nothing again, nor did it catch up. So each decision has a channel of its own, which
	// is closed whether or not somebody listens.
	{
		consensus: true,
		file:      "internal/bft/controller.go", declaration: "type decision", sum: "28c80713c9a289c7",
		edits: []edit{{at: "proposal ", do: before, text: "delivered chan struct{}"}},
	},
	{
		consensus: true,
		file:      "internal/bft/controller.go", declaration: "(*Controller).Decide", sum: "246997092fbe7e6a",
		edits: []edit{
			{at: "select {\n\tcase c.decisionChan", do: before, text: "delivered := make(chan struct{})"},
			{at: "case c.decisionChan <- decision{", do: instead, text: "case c.decisionChan <- decision{\ndelivered: delivered,"},
			{at: "case <-c.deliverChan:", do: instead, text: "case <-delivered:"},
		},
	},
	{
		consensus: true,
		file:      "internal/bft/controller.go", declaration: "(*Controller).decide", sum: "3e613911c23f50b5",
		edits: []edit{
			{at: "select {\n\tcase c.deliverChan", do: before, text: "close(d.delivered)"},
			{at: "case c.deliverChan <- struct{}{}:", do: instead, text: "default:"},
		},
	},
	// With BFT, an orderer that complains about the leader keeps its clients' requests until
	// there is another view. Who was the first to start complained before anybody heard it; no
	// other view came of it, and nothing that it was sent was ordered. So where nobody has
	// joined a complaint in time, it stands, and requests are passed on all the same.
	{
		consensus: true,
		file:      "internal/bft/viewchanger.go", declaration: "(*ViewChanger).startViewChange", sum: "61392c65ef60b22f",
		edits: []edit{
			{at: "v.checkTimeout = true // make sure", do: before, text: `
if !change.stopView {
	v.RequestsTimer.RestartTimers()
}`},
		},
	},
	// An orderer tells the others what it decides one after the other. One whose machine
	// does not answer any more, rather than refuse, held up all of them: for as long as a
	// connection to it was tried, 20 seconds and more, the orderer did nothing else, and
	// was taken for dead itself.
	{
		file: "orderer/common/cluster/comm.go", declaration: "(*Comm).createRemoteContext", sum: "b9e142d934f796a8",
		edits: probeEdits,
	},
	{
		file: "orderer/common/cluster/commauth.go", declaration: "(*AuthCommMgr).createRemoteContext", sum: "5ea55bc8cfa487a3",
		edits: probeEdits,
	},
	// A node that introduces itself to another orderer may leave out the time.
	// The lock that is held meanwhile must not stay.
	{
		file: "orderer/common/cluster/util.go", declaration: "EncodeTimestamp", sum: "a80a767bd3ae606c",
		edits: []edit{
			{
				at: "binary.LittleEndian.PutUint64(b, uint64(t.Seconds))", do: instead,
				text: "binary.LittleEndian.PutUint64(b, uint64(t.GetSeconds()))",
			},
		},
	},
	// Peers and orderers listen to each other in goroutines of their own, where a
	// panic ends the process.
	{
		file: "gossip/comm/conn.go", declaration: "(*connection).serviceConnection", sum: "bdc99bb857091448",
		edits: []edit{{at: "conn.handler(msg)", do: instead, text: "conn.handle(msg)"}},
	},
	{
		file: "gossip/comm/comm_impl.go", declaration: "(*commImpl).sendToEndpoint", sum: "d30889266bf48fb6",
		edits: []edit{{at: "if c.isStopping() ", do: before, text: "defer survive()"}},
	},
	{
		file: "gossip/gossip/gossip_impl.go", declaration: "(*Node).handleMessage", sum: "7e5c747b1fac71fa",
		edits: []edit{{at: "if g.toDie() ", do: before, text: "defer survive()"}},
	},
	{
		file: "gossip/discovery/discovery_impl.go", declaration: "(*gossipDiscoveryImpl).handleMsgFromComm", sum: "4795861a530e10b4",
		edits: []edit{{at: "if msg == nil ", do: before, text: "defer survive()"}},
	},
	{
		file: "gossip/discovery/discovery_impl.go", declaration: "(*gossipDiscoveryImpl).sendMemResponse", sum: "b40a069c2bbff96a",
		edits: []edit{{at: `d.logger.Debug("Entering"`, do: before, text: "defer survive()"}},
	},
	{
		file: "gossip/state/state.go", declaration: "(*GossipStateProviderImpl).receiveAndQueueGossipMessages", sum: "61fd347ce7c04fee",
		edits: []edit{{at: "if !bytes.Equal(msg.Channel", do: before, text: "defer survive()"}},
	},
	{
		file: "gossip/state/state.go", declaration: "(*GossipStateProviderImpl).receiveAndDispatchDirectMessages", sum: "dbd461fee71d89ea",
		edits: []edit{{at: "gm := msg.GetGossipMessage()", do: before, text: "defer survive()"}},
	},
	{
		file: "gossip/state/state.go", declaration: "(*GossipStateProviderImpl).handleStateRequest", sum: "55db3aa2a3d6a051",
		edits: []edit{{at: "if msg == nil ", do: before, text: "defer survive()"}},
	},
	{
		file: "gossip/privdata/pull.go", declaration: "(*puller).handleRequest", sum: "901b2871296e52d7",
		edits: []edit{{at: `p.logger.Debug("Got"`, do: before, text: "defer survive()"}},
	},
	{
		file: "gossip/privdata/pull.go", declaration: "(*puller).handleResponse", sum: "19ee1c76407ec77d",
		edits: []edit{{at: "msg := message.GetGossipMessage().GetPrivateRes()", do: before, text: "defer survive()"}},
	},
	{
		file: "common/deliverclient/blocksprovider/block_receiver.go", declaration: "(*BlockReceiver).ProcessIncoming", sum: "d9725cfffad2975a",
		edits: []edit{{
			at: "blockNum, channelConfig, err = br.processMsg(response)", do: instead,
			text: "blockNum, channelConfig, err = br.process(response)",
		}},
	},
	{
		file: "common/deliverclient/blocksprovider/bft_header_receiver.go", declaration: "(*BFTHeaderReceiver).DeliverHeaders", sum: "1fd8382c89c1e7ac",
		edits: []edit{{at: "var normalExit bool", do: before, text: "defer survive()"}},
	},
}

// probeEdits have a connection used if it is there, and not while it is being made.
var probeEdits = []edit{
	{at: "connState := conn.GetState()", do: instead, text: "connState := connected(conn)"},
	{at: "if connState == connectivity.Connecting ", do: instead, text: "if connState != connectivity.Ready "},
}
