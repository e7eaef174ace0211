// This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not
// distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.
//
// The private section of the Public Suffix List (https://publicsuffix.org/list/), as of 2023-02-09 (Debian's package
// publicsuffix 20230209.2326-1), with names as A-labels: names that their owners give away, to customers or to anybody.

extension PublicSuffixes {
    /// Each name with a colon is a parent; the labels after it make a suffix with it.
    static let privateSection = """
        ac: drr academy: official ae: blogspot ai: uwu al: blogspot am: blogspot neko nyaa radio app: bookonline clerk clerkstage deta easypanel
        edgecompute encr fireweb framer hasura loginline messerli netlify noop ondigitalocean onflashdrive platform0 run snowflake streamlit
        telebit typedream vercel web wnext beget.app: * developer.app: * northflank.app: * run.app: a snowflake.app: privatelink com.ar: blogspot
        asia: cloudns at: 123webseite 12hp 2ix 4lima biz futurehosting futuremailing info lima-city myspreadshop priv co.at: blogspot
        funkfeuer.at: wien futurecms.at: * ex.futurecms.at: * in.futurecms.at: * ex.ortsinfo.at: * kunden.ortsinfo.at: * com.au: blogspot
        myspreadshop cloudlets.com.au: mel ax: be cat es eu gg mc us xy ba: blogspot rs basketball: aus nz be: 123website blogspot myspreadshop
        webhosting interhostsolutions.be: cloud kuleuven.be: ezproxy transurl.be: * bg: barsy blogspot biz: activetrail cloudns dscloud dyndns
        for-better for-more for-some for-the jozi mmafan myftp no-ip orx selfip webhop bj: blogspot bn: co com.br: blogspot simplesite
        scale.virtualcloud.com.br: users leg.br: ac al am ap ba ce df es go ma mg ms mt pa pb pe pi pr rj rn ro rr rs sc se sp to bs: we builders:
        cloudsite business: co by: mediatech mycloud com.by: blogspot bz: gsj za ca: barsy blogspot co myspreadshop no-ip awdev.ca: * nabu.casa:
        ui cc: cloudns csx fantasyleague ftpaccess game-server myphotos scrapping twmail spawn.cc: instances cf: blogspot ch: 123website 12hp 2ix
        4lima blogspot dnsking gotdns lima-city linkyard-cloud myspreadshop square7 firenet.ch: * svc.firenet.ch: * flow.ch: appengine ae.flow.ch:
        alp1 ci: fin nl cl: blogspot cloud: diadem elementor jele jotelulu keliweb kuleuven linkyard oxa perspecta primetel ravendb trafficplex
        urown vapor voorloper axarnet.cloud: es-1 banzai.cloud: * encoway.cloud: eu jelastic.cloud: vip jenv-aruba.cloud: it1
        eur.aruba.jenv-aruba.cloud: it1 keliweb.cloud: cs magentosite.cloud: * on-rancher.cloud: * oxa.cloud: tn uk primetel.cloud: uk
        reclaim.cloud: ca uk us scw.cloud: k8s scalebook smartlabeling baremetal.scw.cloud: fr-par-1 fr-par-2 nl-ams-1 fr-par.scw.cloud: fnc k8s
        s3 s3-website whm fnc.fr-par.scw.cloud: functions k8s.fr-par.scw.cloud: nodes instances.scw.cloud: priv pub nl-ams.scw.cloud: k8s s3
        s3-website whm k8s.nl-ams.scw.cloud: nodes pl-waw.scw.cloud: k8s s3 s3-website k8s.pl-waw.scw.cloud: nodes sensiosite.cloud: *
        statics.cloud: * trendhosting.cloud: ch de club: barsy cloudns jele cn: canva-apps instantcloud cn-north-1.amazonaws.com.cn: s3
        compute.amazonaws.com.cn: * eb.amazonaws.com.cn: cn-north-1 cn-northwest-1 elb.amazonaws.com.cn: * quickconnect.cn: direct co: carrd crd
        firewalledreplit leadpages lpages mypi n4t repl supabase com.co: blogspot firewalledreplit.co: id otap.co: * repl.co: id owo.codes: * com:
        001www 1kapp 3utilities 4u adobeaemcloud africa airkitapps airkitapps-au aivencloud alpha-myqnapcloud amscompute appchizi applinzi
        appspacehosted appspaceusercontent appspot ar authgear-staging authgearapps awsglobalaccelerator awsmppl balena-devices barsycenter
        barsyonline betainabox blogdns blogspot blogsyte bloxcms bounty-full boutir bplaced br builtwithdark cafjs canva-apps cechire cf-ipfs
        ciscofreak clicketcloud cloudcontrolapp cloudcontrolled cloudflare-ipfs cn co codespot damnserver dattolocal dattorelay dattoweb ddns5
        ddnsfree ddnsgeek ddnsking ddnslive de dev-myqnapcloud discordsays discordsez ditchyourip dnsalias dnsdojo dnsiskinky doesntexist
        dontexist doomdns dopaas drayddns dreamhosters dsmynas dyn-o-saur dynalias dyndns-at-home dyndns-at-work dyndns-blog dyndns-free
        dyndns-home dyndns-ip dyndns-mail dyndns-office dyndns-pics dyndns-remote dyndns-server dyndns-web dyndns-wiki dyndns-work dynns
        elasticbeanstalk encoreapi est-a-la-maison est-a-la-masion est-le-patron est-mon-blogueur eu familyds fastly-edge fastly-terrarium
        fastvps-server firebaseapp firewall-gateway fldrv forgeblocks framercanvas freebox-os freeboxos freemyip from-ak from-al from-ar from-ca
        from-ct from-dc from-de from-fl from-ga from-hi from-ia from-id from-il from-in from-ks from-ky from-ma from-md from-mi from-mn from-mo
        from-ms from-mt from-nc from-nd from-ne from-nh from-nj from-nm from-nv from-oh from-ok from-or from-pa from-pr from-ri from-sc from-sd
        from-tn from-tx from-ut from-va from-vt from-wa from-wi from-wv from-wy geekgalaxy gentapps gentlentapis getmyip giize githubusercontent
        gleeze googleapis googlecode gotdns gotpantheon gr health-carereform herokuapp herokussl hidora hk hobby-site homelinux homesecuritymac
        homesecuritypc homeunix hostedpi hotelwithflight hu iamallama impertrix impertrixcdn is-a-anarchist is-a-blogger is-a-bookkeeper
        is-a-bulls-fan is-a-caterer is-a-chef is-a-conservative is-a-cpa is-a-cubicle-slave is-a-democrat is-a-designer is-a-doctor
        is-a-financialadvisor is-a-geek is-a-green is-a-guru is-a-hard-worker is-a-hunter is-a-landscaper is-a-lawyer is-a-liberal
        is-a-libertarian is-a-llama is-a-musician is-a-nascarfan is-a-nurse is-a-painter is-a-personaltrainer is-a-photographer is-a-player
        is-a-republican is-a-rockstar is-a-socialist is-a-student is-a-teacher is-a-techie is-a-therapist is-an-accountant is-an-actor
        is-an-actress is-an-anarchist is-an-artist is-an-engineer is-an-entertainer is-certified is-gone is-into-anime is-into-cars
        is-into-cartoons is-into-games is-leet is-not-certified is-slick is-uberleet is-with-theband isa-geek isa-hockeynut issmarterthanyou it
        jdevcloud jpn kasserver kilatiron kozow kr ktistory likes-pie likescandy logoip loseyourip lpusercontent mazeplay messwithdns meteorapp
        mex miniserver myactivedirectory myasustor mydatto mydobiss mydrobo myiphost myqnapcloud mysecuritycamera myshopblocks myshopify
        myspreadshop mytabit mytuleap myvnc neat-url net-freaks nfshost no on-aptible onfabrica onrender onthewifi ooguy operaunite orsites
        outsystemscloud ownprovider pagefrontapp pagespeedmobilizer pagexl pgfog pixolino platter-app playstation-cloud pleskns point2this
        postman-echo publishproxy pythonanywhere qa2 qbuser qc qualifioapp quicksytes rackmaze remotewd reservd reserve-online rhcloud ru sa
        saves-the-whales scrysec securitytactics selfip sells-for-less sells-for-u servebbs servebeer servecounterstrike serveexchange serveftp
        servegame servehalflife servehttp servehumour serveirc servemp3 servep2p servepics servequake servesarcasm shopitsite siiites simple-url
        simplesite sinaapp skygearapp smushcdn space-to-rent stackhero-network streamlitapp stufftoread teaches-yoga temp-dns theworkpc
        thingdustdata townnews-staging try-snowplow trycloudflare tuleap-partners uk unusualperson us uy vipsinaapp wafflecell withgoogle
        withyoutube wixsite woltlab-demo workisboring wpdevcloud wpenginepowered wphostedmail wpmucdn writesthisblog xnbay yolasite za 0emm.com: *
        dev.adobeaemcloud.com: * amazonaws.com: s3 s3-ap-northeast-1 s3-ap-northeast-2 s3-ap-south-1 s3-ap-southeast-1 s3-ap-southeast-2
        s3-ca-central-1 s3-eu-central-1 s3-eu-west-1 s3-eu-west-2 s3-eu-west-3 s3-external-1 s3-fips-us-gov-west-1 s3-sa-east-1 s3-us-east-2
        s3-us-gov-west-1 s3-us-west-1 s3-us-west-2 s3-website-ap-northeast-1 s3-website-ap-southeast-1 s3-website-ap-southeast-2
        s3-website-eu-west-1 s3-website-sa-east-1 s3-website-us-east-1 s3-website-us-west-1 s3-website-us-west-2 us-east-1
        cloud9.af-south-1.amazonaws.com: vfs webview-assets cloud9.ap-east-1.amazonaws.com: vfs webview-assets
        cloud9.ap-northeast-1.amazonaws.com: vfs webview-assets dualstack.ap-northeast-1.amazonaws.com: s3 ap-northeast-2.amazonaws.com: s3
        s3-website cloud9.ap-northeast-2.amazonaws.com: vfs webview-assets dualstack.ap-northeast-2.amazonaws.com: s3
        cloud9.ap-northeast-3.amazonaws.com: vfs webview-assets ap-south-1.amazonaws.com: s3 s3-website cloud9.ap-south-1.amazonaws.com: vfs
        webview-assets dualstack.ap-south-1.amazonaws.com: s3 cloud9.ap-southeast-1.amazonaws.com: vfs webview-assets
        dualstack.ap-southeast-1.amazonaws.com: s3 cloud9.ap-southeast-2.amazonaws.com: vfs webview-assets dualstack.ap-southeast-2.amazonaws.com:
        s3 ca-central-1.amazonaws.com: s3 s3-website cloud9.ca-central-1.amazonaws.com: vfs webview-assets dualstack.ca-central-1.amazonaws.com:
        s3 compute.amazonaws.com: * compute-1.amazonaws.com: * elb.amazonaws.com: * eu-central-1.amazonaws.com: s3 s3-website
        cloud9.eu-central-1.amazonaws.com: vfs webview-assets dualstack.eu-central-1.amazonaws.com: s3 cloud9.eu-north-1.amazonaws.com: vfs
        webview-assets cloud9.eu-south-1.amazonaws.com: vfs webview-assets cloud9.eu-west-1.amazonaws.com: vfs webview-assets
        dualstack.eu-west-1.amazonaws.com: s3 eu-west-2.amazonaws.com: s3 s3-website cloud9.eu-west-2.amazonaws.com: vfs webview-assets
        dualstack.eu-west-2.amazonaws.com: s3 eu-west-3.amazonaws.com: s3 s3-website cloud9.eu-west-3.amazonaws.com: vfs webview-assets
        dualstack.eu-west-3.amazonaws.com: s3 cloud9.me-south-1.amazonaws.com: vfs webview-assets cloud9.sa-east-1.amazonaws.com: vfs
        webview-assets dualstack.sa-east-1.amazonaws.com: s3 cloud9.us-east-1.amazonaws.com: vfs webview-assets dualstack.us-east-1.amazonaws.com:
        s3 us-east-2.amazonaws.com: s3 s3-website cloud9.us-east-2.amazonaws.com: vfs webview-assets dualstack.us-east-2.amazonaws.com: s3
        cloud9.us-west-1.amazonaws.com: vfs webview-assets cloud9.us-west-2.amazonaws.com: vfs webview-assets r.appspot.com: * bounty-full.com:
        alpha beta builder.code.com: * dev-builder.code.com: * stg-builder.code.com: * customer-oci.com: * oci.customer-oci.com: *
        ocp.customer-oci.com: * ocs.customer-oci.com: * datadetect.com: demo instance devcdnaccesso.com: * digitaloceanspaces.com: *
        elasticbeanstalk.com: ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1
        eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-gov-west-1 us-west-1 us-west-2 evennode.com: eu-1 eu-2 eu-3 eu-4 us-1 us-2
        us-3 us-4 fbsbx.com: apps hosted-by-previder.com: paas hosteur.com: rag-cloud rag-cloud-ch ik-server.com: jcloud jcloud-ver-jpc
        jelastic.com: demo cns.joyent.com: * linode.com: members nodebalancer.linode.com: * linodeobjects.com: * linodeusercontent.com: ip
        lmpm.com: app massivegrid.com: paas meteorapp.com: eu mythic-beasts.com: caracal customer fentiger lynx ocelot oncilla onza sphinx vs x
        yali nospamproxy.com: cloud observableusercontent.com: static paywhirl.com: * prgmr.com: xen pythonanywhere.com: eu quipelements.com: *
        render.com: app stdlib.com: api tb-hosting.com: site typeform.com: pro vultrobjects.com: * wafaicloud.com: jed lon ryd wiardweb.com: pages
        wpenginepowered.com: js xnbay.com: u2 u2-local community: myforum nog ravendb cool: de elementor cv: blogspot cx: ath info com.cy:
        blogspot scaleforce.com.cy: j cz: blogspot co e4 realm metacentrum.cz: custom cloud.metacentrum.cz: * cloud.muni.cz: flt usr de:
        123webseite 12hp 2ix 4lima barsy blogspot bplaced com community-pro dd-dns ddnss diskussionsbereich dnshome dnsupdater dray-dns draydns
        dyn-berlin dyn-ip24 dyn-vpn dynamisches-dns dyndns1 dynvpn firewall-gateway fuettertdasnetz git-repos goip home-webserver in-berlin in-brb
        in-butter in-dsl in-vpn internet-dns iservschule isteingeek istmein keymachine l-o-g-i-n lcube-server lebtimnetz leitungsen lima-city
        logoip mein-iserv mein-vigor my-gateway my-router my-vigor my-wan myhome-server myspreadshop schulplattform schulserver spdns square7
        svn-repos syno-ds synology-diskstation synology-ds taifun-dns test-iserv traeumtgerade virtual-user virtualuser xn--gnstigbestellen-zvb
        xn--gnstigliefern-wob cosidns.de: dyn ddnss.de: dyn dyndns frusky.de: * home-webserver.de: dyn it.hs-heilbronn.de: pages speedpartner.de:
        customer uberspace.de: * design: bss dev: autocode curv deno deno-staging deta fly githubpreview iserv loginline mediatech pages
        platter-app r2 shiftcrypto vercel workers gateway.dev: * lcl.dev: * lclstage.dev: * user.localcert.dev: * stg.dev: * stgstage.dev: *
        webhare.dev: * digital: cloudapps cloudapps.digital: london dk: 123hjemmeside biz blogspot co firm myspreadshop reg store dapps.earth: *
        bzz.dapps.earth: * ec: base official rit.edu: git-pages education: co com.ee: blogspot com.eg: blogspot es: 123miweb myspreadshop com.es:
        blogspot compute.estate: * eu: airkitapps barsy cloudns diskstation mycd spdns wellbeingzone dogado.eu: jelastic transurl.eu: * party.eus:
        user events: co koobin faith: ybo farm: storj fi: 123kotisivu blogspot dy iki kapsi myspreadshop xn--hkkinen-5wa cloudplatform.fi: fi
        datacenter.fi: demo paas financial: co fm: radio user.fm: * fr: 123siteweb blogspot chirurgiens-dentistes-en-france dedibox en-root fbx-os
        fbxos freebox-os freeboxos goupile myspreadshop on-web ynh gdn: cnpy gg: cya kaas panel panel.gg: daemon gl: biz xx goog: cloud translate
        usercontent.goog: * gp: app gr: blogspot simplesite group: discourse gt: blog de to gy: be health: hra hk: blogspot inc ltd secaas hn: cc
        host: cloudaccess easypanel fastvps freesite half jele mircloud myfast pcloud tempurl wpmudev hosting: opencraft hr: blogspot free hu:
        blogspot id: flap forte co.id: blogspot rss.my.id: * ie: blogspot myspreadshop co.il: blogspot mytabit ravpage tabitorder im: ro in: barsy
        blogspot cloudns supabase web info: barrel-of-knowledge barrell-of-knowledge barsy cloudns dnsupdate dvrcam dynamic-dns dyndns for-our
        forumz groks-the groks-this here-for-more ilovecollege knowsitall mayfirst no-ip nsupdate selfip v-info webhop io: 2038 apigee b-data
        backplaneapp barsy basicserver beagleboard bitbucket bluebite boxfuse browsersafetymark cleverapps dedyn definima drud dyn53 editorx
        edugit fh-muenster ghost github gitlab hasura-app hostyhosting hzc jele loginline lolipop mo-siemens musician ngrok nid pantheonsite
        protonet pstmn qcx qoto readthedocs resindevice sandcats shiftcrypto shiftedit shw spacekit telebit tickets upli utwente vaporcloud
        virtualserver webthings wedeploy azurecontainer.io: * banzaicloud.io: app backyards.banzaicloud.io: * beebyte.io: paas beebyteapp.io:
        sekd1 bigv.io: uk0 dappnode.io: dyndns forgerock.io: id lair.io: apps moonscale.io: * nodeart.io: stage on-acorn.io: * on-k3s.io: *
        on-rio.io: * pstmn.io: mock sys.qcx.io: * resinstaging.io: devices s5y.io: * stolos.io: * dev.thingdust.io: cust reservd
        disrec.thingdust.io: cust reservd prod.thingdust.io: cust testing.thingdust.io: cust reservd unispace.io: cloud-fr1 vbrplsbx.io: g is:
        blogspot cupcake it: 123homepage 16-b 32-b 64-b blogspot ibxos iliadboxos myspreadshop syncloud neen.it: jc jelastic.open.tim.it: cloud
        je: of jp: angry babyblue babymilk backdrop bambina bitter blogspot blush boo boy boyfriend but buyshop candypop capoo catfood cheap
        chicappa chillout chips chowder chu ciao cocotte coolblog cranky cutegirl daa deca deci digick egoism fakefur fashionstore fem flier
        floppy fool frenchkiss girlfriend girly gloomy gonna greater hacca handcrafted heavy her hiho hippy holy hungry icurus itigo jellybean
        kawaiishop kikirara kill kilo kuron littlestar lolipopmc lolitapunk lomo lovepop lovesick main mods mond mongolian moo namaste nikita
        nobushi noor oops parallel parasite pecori peewee penne pepper perma pigboat pinoko punyu pupu pussycat pya raindrop readymade sadist
        schoolbus secret staba stripper sub sunnyday supersale theshop thick tonkotsu under upper usercontent velvet verse versus vivian watson
        weblike whitesnow zombie ne.jp: gehirn aseinet.ne.jp: user co.ke: blogspot kg: blog io jp tv uk us kr: blogspot krd: co edu kz: jcloud
        kazteleport.kz: upaas la: bnr c land: static static.land: dev sites lc: oy li: blogspot caa link: cyon mypep dweb.link: * live: hlx lol:
        omg ls: de lt: blogspot lu: 123website blogspot management: router md: at blogspot de jp to me: barsy brasilia c66 daplie ddns diskstation
        dnsfor dscloud edgestack filegear filegear-au filegear-de filegear-gb filegear-ie filegear-jp filegear-sg glitch hopto i234 loginto lohmus
        mcdir mcpe myds nohost noip ravendb soundcast synology tcp4 vp4 webhop wedeploy yombo daplie.me: localhost transip.me: site media: framer
        menu: barsy mk: blogspot mn: nyc mobi: barsy dscloud mp: ju mr: blogspot ms: lab minisite com.mt: blogspot mx: blogspot my: blogspot
        her.name: forgot his.name: forgot net: adobeaemcloud adobeio-static adobeioruntime akadns akamai akamai-staging akamaiedge
        akamaiedge-staging akamaihd akamaihd-staging akamaiorigin akamaiorigin-staging akamaized akamaized-staging alwaysdata appudo at-band-camp
        azure-mobile azurestaticapps azurewebsites bar0 bar1 bar2 barsy bitbridge blackbaudcdn blogdns boomla bounceme bplaced broke-it buyshouses
        casacam cdn-edges cdn77-ssl channelsdvr clickrising cloudaccess cloudapp cloudfront cloudfunctions cloudjiffy cloudycluster community-pro
        dattolocal ddns debian definima dnsalias dnsdojo dnsup does-it dontexist dsmynas dynalias dynathome dynu dynv6 eating-organic edgeapp
        edgekey edgekey-staging edgesuite edgesuite-staging endofinternet familyds fastlylb faststacks feste-ip firewall-gateway flynnhosting
        from-az from-co from-la from-ny gb gets-it ham-radio-op heteml hicam homeftp homeip homelinux homeunix hu in in-dsl in-the-band in-vpn
        iobb ipifony is-a-chef is-a-geek isa-geek jp kicks-ass kinghost knx-server krellian meinforum memset moonscale myamaze mydatto mydissent
        myeffect myfritz mymediapc mypsx mysecuritycamera myspreadshop nhlfan no-ip now-dns office-on-the onavstack ownip pgafan podzone
        privatizehealthinsurance rackmaze redirectme reserve-online ru schokokeks scrapper-site se seidat selfip sells-it senseering servebbs
        serveblog serveftp serveminecraft shopselect siteleaf square7 static-access supabase sytes t3l3p0rt thruhere torproject ts twmail uk uni5
        vpndns vps-host webhop yandexcloud za prod.atlassian-dev.net: cdn azurestaticapps.net: 1 2 centralus eastasia eastus2 westeurope westus2
        cdn77.net: r channelsdvr.net: u cloudjiffy.net: fra1-de west1-us cryptonomic.net: * elastx.net: jls-sto1 jls-sto2 jls-sto3 fastly.net:
        freetls map prod.fastly.net: a global ssl.fastly.net: a b global fastlylb.net: map paas.massivegrid.net: fr-1 lon-1 lon-2 ny-1 ny-2 sg-1
        hosting.ovh.net: * webpaas.ovh.net: * saveincloud.net: jelastic nordeste-idc scaleforce.net: j srcf.net: soc user tailscale.net: beta
        torproject.net: pages tsukaeru.net: jelastic jelastic.vps-host.net: atl njs ric yandexcloud.net: storage website network: arvo azimuth co
        tlon alces.network: * news: noticeable ng: col firm gen ltd ngo com.ng: blogspot nl: 123website blogspot cistron co demon gov
        hosting-cluster khplay myspreadshop transurl.nl: * no: 123hjemmeside blogspot co myspreadshop nu: enterprisecloud merseine mine shacknet
        co.nz: blogspot one: homelink onred service onred.one: staging online: barsy eero eero-stage orange: tech org: accesscam ae altervista
        barsy blogdns blogsite bmoattachments boldlygoingnowhere cable-modem camdvr certmgr cloudns collegefan couchpotatofries ddnss diskstation
        dnsalias dnsdojo doesntexist dontexist doomdns dsmynas duckdns dvrdns dynalias dyndns dynserv endofinternet endoftheinternet eu familyds
        fedorainfracloud fedorapeople freeddns freedesktop from-me game-host gotdns hepforge hk hobby-site homedns homeftp homelinux homeunix
        hopto httpbin in-dsl in-vpn is-a-bruinsfan is-a-candidate is-a-celticsfan is-a-chef is-a-geek is-a-knight is-a-linux-user is-a-patsfan
        is-a-soxfan is-found is-lost is-saved is-very-bad is-very-evil is-very-good is-very-nice is-very-sweet isa-geek js kicks-ass mayfirst
        misconfused mlbfan mozilla-iot my-firewall myfirewall myftp mysecuritycamera mywire nflfan no-ip now-dns pimienta podzone poivron potager
        pubtls read-books readmyblog selfip sellsyourhome servebbs serveftp servegame small-web spdns stuff-4-sale sweetpepper toolforge tunk
        tuxfamily twmail ufcfan us webhop webredirect wmcloud wmflabs za zapto amune.org: tele cdn77.org: c rsc origin.cdn77-secure.org: ssl
        dyndns.org: go home eu.org: al asso at au be bg ca cd ch cn cy cz de dk edu ee es fi fr gr hr hu ie il in int is it jp kr lt lu lv mc me
        mk mt my net ng nl no nz paris pl pt q-a ro ru se si sk tr uk us fedoraproject.org: cloud os.fedoraproject.org: app
        os.stg.fedoraproject.org: app teckids.org: s3 ovh: nerdpol page: codeberg hlx hlx3 magnet pdns plesk prvcy rocky translated party: ybo pe:
        blogspot photos: framer pictures: 1337 pl: art beep co ecommerce-shop gda gdansk gdynia gliwice homesklep krakow krasnik leczna lubartow
        lublin med myspreadshop poniatowa poznan sdscloud shoparena simplesite sopot swidnik unicloud wroc zakopane place: co pm: name own porn:
        indie pro: barsy cloudns dnstrace.pro: bci pt: 123paginaweb blogspot pub: barsy pw: cloudns x443 qa: blogspot re: blogspot review: ybo
        rip: clan ro: barsy blogspot co shop rocks: lima-city myddns webspace rs: blogspot ox ua brendly.rs: shop ru: 123sait ac adygeya bashkiria
        bir blogspot cbg com dagestan edu eurodir gov grozny int kalmykia kustanai lk3 marine mcdir mcpre mil mircloud mordovia msk myjino mytis
        na4u nalchik net nov org pp pyatigorsk ras spb test vladikavkaz vladimir cldmail.ru: hb mcdir.ru: vps hosting.myjino.ru: *
        landing.myjino.ru: * spectrum.myjino.ru: * vps.myjino.ru: * regruhosting.ru: jelastic run: development hs onporter ravendb repl servers
        build.run: * code.run: * database.run: * migration.run: * science: ybo scot: edu gov gov.scot: service se: 123minsida blogspot com conf
        iopsys itcouldbewor myspreadshop paba.se: su services: loginline sg: blogspot enscaled sh: bip hashbang now vxl wedeploy platform.sh: bc
        ent eu us shop: barsy base hoplix si: blogspot gitapp gitpage site: barsy byen cyon fastvps fnwk folionetwork jele lelux loginline mintere
        novecore omniwe opensocial srht cloudera.site: * platformsh.site: * tst.site: * sk: blogspot sn: blogspot so: sch diher.solutions: *
        space: myfast uber xs4all st: noho store: sellfy shopware storebase su: abkhazia adygeya aktyubinsk arkhangelsk armenia ashgabad
        azerbaijan balashov bashkiria bryansk bukhara chimkent dagestan east-kazakhstan exnet georgia grozny ivanovo jambyl kalmykia kaluga
        karacol karaganda karelia khakassia krasnodar kurgan kustanai lenug mangyshlak mordovia msk murmansk nalchik navoi north-kazakhstan nov
        obninsk penza pokrovsk sochi spb tashkent termez togliatti troitsk tselinograd tula tuva vladikavkaz vladimir vologda support: barsy
        systems: knightpoint tc: ch me we td: blogspot team: discourse jelastic technology: co tf: sch th: online shop tn: orangecloud to: 611
        nyan oya rdv vpnplus quickconnect.to: direct today: prequalifyme top: now-dns ntdll com.tr: blogspot trade: ybo tv: better-than dyndns
        on-the-web worse-than tw: blogspot url com.tw: mymailer ua: biz cc co cx inf ltd pp v ug: blogspot uk: barsy conn copro hosp
        independent-commission independent-inquest independent-inquiry independent-panel independent-review public-inquiry pymnt royal-commission
        co.uk: adimo barsy barsyonline blogspot myspreadshop nh-serv no-ip wellbeingzone bytemark.co.uk: dh vm layershift.co.uk: j
        retrosnub.co.uk: cust gov.uk: api campaign homeoffice service org.uk: affinitylottery glug lug lugs raffleentry weeklylottery us: cloudns
        drud freeddns golffan graphox is-by land-4-sale mircloud noip platterp pointto stuff-4-sale de.us: lib enscaled.us: phx com.uy: blogspot
        vc: 0e gv gv.vc: d vg: at vn: blogspot vu: blog cn dev me website: framer wf: biz sch wiki: framer ws: cloud66 dyndns mypets advisor.ws: *
        xn--p1acf: xn--41a xn--80aaa0cvac xn--90a1af xn--90amc xn--c1avg xn--h1ahn xn--h1aliz xn--j1adp xn--j1aef xn--j1ael8b xyz: blogsite
        crafting localzone zapto telebit.xyz: * yt: org co.za: blogspot zone: cloud66 hs lima triton.zone: *
        """
}
