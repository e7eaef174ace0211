// This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not
// distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.
//
// The rules of more than one label in the ICANN section of the Public Suffix List (https://publicsuffix.org/list/), as
// of 2023-02-09 (Debian's package publicsuffix 20230209.2326-1), with names as A-labels: parents under jp to zw.

extension PublicSuffixes {
    /// Each name with a colon is a parent; the labels after it make a suffix with it.
    static let secondHalf = """
        tochigi.jp: ashikaga bato haga ichikai iwafune kaminokawa kanuma karasuyama kuroiso mashiko mibu moka motegi nasu nasushiobara nikko
        nishikata nogi ohira ohtawara oyama sakura sano shimotsuke shioya takanezawa tochigi tsuga ujiie utsunomiya yaita tokushima.jp: aizumi
        anan ichiba itano kainan komatsushima matsushige mima minami miyoshi mugi nakagawa naruto sanagochi shishikui tokushima wajiki tokyo.jp:
        adachi akiruno akishima aogashima arakawa bunkyo chiyoda chofu chuo edogawa fuchu fussa hachijo hachioji hamura higashikurume
        higashimurayama higashiyamato hino hinode hinohara inagi itabashi katsushika kita kiyose kodaira koganei kokubunji komae koto kouzushima
        kunitachi machida meguro minato mitaka mizuho musashimurayama musashino nakano nerima ogasawara okutama ome oshima ota setagaya shibuya
        shinagawa shinjuku suginami sumida tachikawa taito tama toshima tottori.jp: chizu hino kawahara koge kotoura misasa nanbu nichinan
        sakaiminato tottori wakasa yazu yonago toyama.jp: asahi fuchu fukumitsu funahashi himi imizu inami johana kamiichi kurobe nakaniikawa
        namerikawa nanto nyuzen oyabe taira takaoka tateyama toga tonami toyama unazuki uozu yamada wakayama.jp: arida aridagawa gobo hashimoto
        hidaka hirogawa inami iwade kainan kamitonda katsuragi kimino kinokawa kitayama koya koza kozagawa kudoyama kushimoto mihama misato
        nachikatsuura shingu shirahama taiji tanabe wakayama yuasa yura yamagata.jp: asahi funagata higashine iide kahoku kaminoyama kaneyama
        kawanishi mamurogawa mikawa murayama nagai nakayama nanyo nishikawa obanazawa oe oguni ohkura oishida sagae sakata sakegawa shinjo
        shirataka shonai takahata tendo tozawa tsuruoka yamagata yamanobe yonezawa yuza yamaguchi.jp: abu hagi hikari hofu iwakuni kudamatsu mitou
        nagato oshima shimonoseki shunan tabuse tokuyama toyota ube yuu yamanashi.jp: chuo doshi fuefuki fujikawa fujikawaguchiko fujiyoshida
        hayakawa hokuto ichikawamisato kai kofu koshu kosuge minami-alps minobu nakamichi nanbu narusawa nirasaki nishikatsura oshino otsuki showa
        tabayama tsuru uenohara yamanakako yamanashi yokohama.jp: !city * ke: ac co go info me mobi ne or sc kg: com edu gov mil net org kh: * ki:
        biz com edu gov info net org km: ass asso com coop edu gouv gov medecin mil nom notaires org pharmaciens prd presse tm veterinaire kn: edu
        gov net org kp: com edu gov org rep tra kr: ac busan chungbuk chungnam co daegu daejeon es gangwon go gwangju gyeongbuk gyeonggi gyeongnam
        hs incheon jeju jeonbuk jeonnam kg mil ms ne or pe re sc seoul ulsan kw: com edu emb gov ind net org ky: com edu net org kz: com edu gov
        mil net org la: com edu gov info int net org per lb: com edu gov net org lc: co com edu gov net org lk: ac assn com edu gov grp hotel int
        ltd net ngo org sch soc web lr: com edu gov net org ls: ac biz co edu gov info net org sc lt: gov lv: asn com conf edu gov id mil net org
        ly: com edu gov id med net org plc sch ma: ac co gov net org press mc: asso tm me: ac co edu gov its net org priv mg: co com edu gov mil
        nom org prd tm mk: com edu gov inf name net org ml: com edu gouv gov net org presse mm: * mn: edu gov org mo: com edu gov net org mr: gov
        ms: com edu gov net org mt: com edu net org mu: ac co com gov net or org museum: academy agriculture air airguard alabama alaska amber
        ambulance american americana americanantiques americanart amsterdam and annefrank anthro anthropology antiques aquarium arboretum
        archaeological archaeology architecture art artanddesign artcenter artdeco arteducation artgallery arts artsandcrafts asmatart
        assassination assisi association astronomy atlanta austin australia automotive aviation axis badajoz baghdad bahn bale baltimore barcelona
        baseball basel baths bauern beauxarts beeldengeluid bellevue bergbau berkeley berlin bern bible bilbao bill birdart birthplace bonn boston
        botanical botanicalgarden botanicgarden botany brandywinevalley brasil bristol british britishcolumbia broadcast brunel brussel brussels
        bruxelles building burghof bus bushey cadaques california cambridge can canada capebreton carrier cartoonart casadelamoneda castle castres
        celtic center chattanooga cheltenham chesapeakebay chicago children childrens childrensgarden chiropractic chocolate christiansburg
        cincinnati cinema circus civilisation civilization civilwar clinton clock coal coastaldefence cody coldwar collection colonialwilliamsburg
        coloradoplateau columbia columbus communication communications community computer computerhistory contemporary contemporaryart convent
        copenhagen corporation corvette costume countryestate county crafts cranbrook creation cultural culturalcenter culture cyber cymru dali
        dallas database ddr decorativearts delaware delmenhorst denmark depot design detroit dinosaur discovery dolls donostia durham eastafrica
        eastcoast education educational egyptian eisenbahn elburg elvendrell embroidery encyclopedic england entomology environment
        environmentalconservation epilepsy essex estate ethnology exeter exhibition family farm farmequipment farmers farmstead field figueres
        filatelia film fineart finearts finland flanders florida force fortmissoula fortworth foundation francaise frankfurt franziskaner
        freemasonry freiburg fribourg frog fundacio furniture gallery garden gateway geelvinck gemological geology georgia giessen glas glass
        gorge grandrapids graz guernsey halloffame hamburg handson harvestcelebration hawaii health heimatunduhren hellas helsinki hembygdsforbund
        heritage histoire historical historicalsociety historichouses historisch historisches history historyofscience horology house humanities
        illustration imageandsound indian indiana indianapolis indianmarket intelligence interactive iraq iron isleofman jamison jefferson
        jerusalem jewelry jewish jewishart jfk journalism judaica judygarland juedisches juif karate karikatur kids koebenhavn koeln kunst
        kunstsammlung kunstunddesign labor labour lajolla lancashire landes lans larsson lewismiller lincoln linz living livinghistory
        localhistory london losangeles louvre loyalist lucerne luxembourg luzern mad madrid mallorca manchester mansion mansions manx marburg
        maritime maritimo maryland marylhurst media medical medizinhistorisches meeres memorial mesaverde michigan midatlantic military mill
        miners mining minnesota missile missoula modern moma money monmouth monticello montreal moscow motorcycle muenchen muenster mulhouse
        muncie museet museumcenter museumvereniging music national nationalfirearms nationalheritage nativeamerican naturalhistory
        naturalhistorymuseum naturalsciences nature naturhistorisches natuurwetenschappen naumburg naval nebraska neues newhampshire newjersey
        newmexico newport newspaper newyork niepce norfolk north nrw nyc nyny oceanographic oceanographique omaha online ontario openair oregon
        oregontrail otago oxford pacific paderborn palace paleo palmsprings panama paris pasadena pharmacy philadelphia philadelphiaarea philately
        phoenix photography pilots pittsburgh planetarium plantation plants plaza portal portland portlligat posts-and-telecommunications
        preservation presidio press project public pubol quebec railroad railway research resistance riodejaneiro rochester rockart roma russia
        saintlouis salem salvadordali salzburg sandiego sanfrancisco santabarbara santacruz santafe saskatchewan satx savannahga schlesisches
        schoenbrunn schokoladen school schweiz science science-fiction scienceandhistory scienceandindustry sciencecenter sciencecenters
        sciencehistory sciences sciencesnaturelles scotland seaport settlement settlers shell sherbrooke sibenik silk ski skole society sologne
        soundandvision southcarolina southwest space spy square stadt stalbans starnberg state stateofdelaware station steam steiermark stjohn
        stockholm stpetersburg stuttgart suisse surgeonshall surrey svizzera sweden sydney tank tcm technology telekommunikation television texas
        textile theater time timekeeping topology torino touch town transport tree trolley trust trustee uhren ulm undersea university usa
        usantiques usarts uscountryestate usculture usdecorativearts usgarden ushistory ushuaia uslivinghistory utah uvic valley vantaa versailles
        viking village virginia virtual virtuel vlaanderen volkenkunde wales wallonie war washingtondc watch-and-clock watchandclock western
        westfalen whaling wildlife williamsburg windmill workshop xn--9dbhblg6di xn--comunicaes-v6a2o xn--correios-e-telecomunicaes-ghc29a
        xn--h1aegh xn--lns-qla york yorkshire yosemite youth zoological zoology mv: aero biz com coop edu gov info int mil museum name net org pro
        mw: ac biz co com coop edu gov int museum net org mx: com edu gob net org my: biz com edu gov mil name net org mz: ac adv co edu gov mil
        net org na: ca cc co com dr in info mobi mx name or org pro school tv us ws nc: asso nom nf: arts com firm info net other per rec store
        web ng: com edu gov i mil mobi name net org sch ni: ac biz co com edu gob in info int mil net nom org web no: aa aarborte aejrie afjord
        agdenes ah aknoluokta akrehamn al alaheadju alesund algard alstahaug alta alvdal amli amot andasuolo andebu andoy ardal aremark arendal
        arna aseral asker askim askoy askvoll asnes audnedaln aukra aure aurland aurskog-holand austevoll austrheim averoy badaddja bahcavuotna
        bahccavuotna baidar bajddar balat balestrand ballangen balsfjord bamble bardu barum batsfjord bearalvahki beardu beiarn berg bergen
        berlevag bievat bindal birkenes bjarkoy bjerkreim bjugn bodo bokn bomlo bremanger bronnoy bronnoysund brumunddal bryne bu budejju bygland
        bykle cahcesuolo davvenjarga davvesiida deatnu dep dielddanuorri divtasvuodna divttasvuotna donna dovre drammen drangedal drobak dyroy
        egersund eid eidfjord eidsberg eidskog eidsvoll eigersund elverum enebakk engerdal etne etnedal evenassi evenes evje-og-hornnes farsund
        fauske fedje fet fetsund fhs finnoy fitjar fjaler fjell fla flakstad flatanger flekkefjord flesberg flora floro fm folkebibl folldal forde
        forsand fosnes frana fredrikstad frei frogn froland frosta froya fuoisku fuossko fusa fylkesbibl fyresdal gaivuotna galsa gamvik
        gangaviika gaular gausdal giehtavuoatna gildeskal giske gjemnes gjerdrum gjerstad gjesdal gjovik gloppen gol gran grane granvin gratangen
        grimstad grong grue gulen guovdageaidnu ha habmer hadsel hagebostad halden halsa hamar hamaroy hammarfeasta hammerfest hapmir haram hareid
        harstad hasvik hattfjelldal haugesund hemne hemnes hemsedal herad hitra hjartdal hjelmeland hl hm hobol hof hokksund hol hole holmestrand
        holtalen honefoss hornindal horten hoyanger hoylandet hurdal hurum hvaler hyllestad ibestad idrett inderoy iveland ivgu jan-mayen jessheim
        jevnaker jolster jondal jorpeland kafjord karasjohka karasjok karlsoy karmoy kautokeino kirkenes klabu klepp kommune kongsberg kongsvinger
        kopervik kraanghke kragero kristiansand kristiansund krodsherad krokstadelva kvafjord kvalsund kvam kvanangen kvinesdal kvinnherad
        kviteseid kvitsoy laakesvuemie lahppi langevag lardal larvik lavagis lavangen leangaviika lebesby leikanger leirfjord leirvik leka leksvik
        lenvik lerdal lesja levanger lier lierne lillehammer lillesand lindas lindesnes loabat lodingen lom loppa lorenskog loten lund lunner
        luroy luster lyngdal lyngen malatvuopmi malselv malvik mandal marker marnardal masfjorden masoy matta-varjjat meland meldal melhus meloy
        meraker midsund midtre-gauldal mil mjondalen mo-i-rana moareke modalen modum molde mosjoen moskenes moss mosvik mr muosat museum
        naamesjevuemie namdalseid namsos namsskogan nannestad naroy narviika narvik naustdal navuotna nedre-eiker nesna nesodden nesoddtangen
        nesseby nesset nissedal nittedal nl nord-aurdal nord-fron nord-odal norddal nordkapp nordre-land nordreisa nore-og-uvdal notodden notteroy
        nt odda of oksnes ol omasvuotna oppdal oppegard orkanger orkdal orland orskog orsta osen oslo osoyro osteroy ostre-toten overhalla
        ovre-eiker oyer oygarden oystre-slidre porsanger porsangu porsgrunn priv rade radoy rahkkeravju raholt raisa rakkestad ralingen rana
        randaberg rauma rendalen rennebu rennesoy rindal ringebu ringerike ringsaker risor rissa rl roan rodoy rollag romsa romskog roros rost
        royken royrvik ruovat rygge salangen salat saltdal samnanger sandefjord sandnes sandnessjoen sandoy sarpsborg sauda sauherad sel selbu
        selje seljord sf siellak sigdal siljan sirdal skanit skanland skaun skedsmo skedsmokorset ski skien skierva skiptvet skjak skjervoy skodje
        slattum smola snaase snasa snillfjord snoasa sogndal sogne sokndal sola solund somna sondre-land songdalen sor-aurdal sor-fron sor-odal
        sor-varanger sorfold sorreisa sortland sorum spjelkavik spydeberg st stange stat stathelle stavanger stavern steigen steinkjer stjordal
        stjordalshalsen stokke stor-elvdal stord stordal storfjord strand stranda stryn sula suldal sund sunndal surnadal svalbard sveio svelvik
        sykkylven tana tananger time tingvoll tinn tjeldsund tjome tm tokke tolga tonsberg torsken tr trana tranby tranoy troandin trogstad tromsa
        tromso trondheim trysil tvedestrand tydal tynset tysfjord tysnes tysvar ullensaker ullensvang ulvik unjarga utsira va vaapste vadso vaga
        vagan vagsoy vaksdal valle vang vanylven vardo varggat varoy vefsn vega vegarshei vennesla verdal verran vestby vestnes vestre-slidre
        vestre-toten vestvagoy vevelstad vf vgs vik vikna vindafjord voagat volda voss vossevangen xn--andy-ira xn--asky-ira xn--aurskog-hland-jnb
        xn--avery-yua xn--bdddj-mrabd xn--bearalvhki-y4a xn--berlevg-jxa xn--bhcavuotna-s4a xn--bhccavuotna-k7a xn--bidr-5nac xn--bievt-0qa
        xn--bjarky-fya xn--bjddar-pta xn--blt-elab xn--bmlo-gra xn--bod-2na xn--brnny-wuac xn--brnnysund-m8ac xn--brum-voa xn--btsfjord-9za
        xn--davvenjrga-y4a xn--dnna-gra xn--drbak-wua xn--dyry-ira xn--eveni-0qa01ga xn--finny-yua xn--fjord-lra xn--fl-zia xn--flor-jra
        xn--frde-gra xn--frna-woa xn--frya-hra xn--ggaviika-8ya47h xn--gildeskl-g0a xn--givuotna-8ya xn--gjvik-wua xn--gls-elac xn--h-2fa
        xn--hbmer-xqa xn--hcesuolo-7ya35b xn--hgebostad-g3a xn--hmmrfeasta-s4ac xn--hnefoss-q1a xn--hobl-ira xn--holtlen-hxa xn--hpmir-xqa
        xn--hyanger-q1a xn--hylandet-54a xn--indery-fya xn--jlster-bya xn--jrpeland-54a xn--karmy-yua xn--kfjord-iua xn--klbu-woa
        xn--koluokta-7ya57h xn--krager-gya xn--kranghke-b0a xn--krdsherad-m8a xn--krehamn-dxa xn--krjohka-hwab49j xn--ksnes-uua xn--kvfjord-nxa
        xn--kvitsy-fya xn--kvnangen-k0a xn--l-1fa xn--laheadju-7ya xn--langevg-jxa xn--ldingen-q1a xn--leagaviika-52b xn--lesund-hua xn--lgrd-poac
        xn--lhppi-xqa xn--linds-pra xn--loabt-0qa xn--lrdal-sra xn--lrenskog-54a xn--lt-liac xn--lten-gra xn--lury-ira xn--mely-ira xn--merker-kua
        xn--mjndalen-64a xn--mlatvuopmi-s4a xn--mli-tla xn--mlselv-iua xn--moreke-jua xn--mosjen-eya xn--mot-tla xn--msy-ula0h
        xn--mtta-vrjjat-k7af xn--muost-0qa xn--nmesjevuemie-tcba xn--nry-yla5g xn--nttery-byae xn--nvuotna-hwa xn--oppegrd-ixa xn--ostery-fya
        xn--osyro-wua xn--porsgu-sta26f xn--rady-ira xn--rdal-poa xn--rde-ula xn--rdy-0nab xn--rennesy-v1a xn--rhkkervju-01af xn--rholt-mra
        xn--risa-5na xn--risr-ira xn--rland-uua xn--rlingen-mxa xn--rmskog-bya xn--rros-gra xn--rskog-uua xn--rst-0na xn--rsta-fra xn--ryken-vua
        xn--ryrvik-bya xn--s-1fa xn--sandnessjen-ogb xn--sandy-yua xn--seral-lra xn--sgne-gra xn--skierv-uta xn--skjervy-v1a xn--skjk-soa
        xn--sknit-yqa xn--sknland-fxa xn--slat-5na xn--slt-elab xn--smla-hra xn--smna-gra xn--snase-nra xn--sndre-land-0cb xn--snes-poa
        xn--snsa-roa xn--sr-aurdal-l8a xn--sr-fron-q1a xn--sr-odal-q1a xn--sr-varanger-ggb xn--srfold-bya xn--srreisa-q1a xn--srum-gra
        xn--stjrdal-s1a xn--stjrdalshalsen-sqb xn--stre-toten-zcb xn--tjme-hra xn--tnsberg-q1a xn--trany-yua xn--trgstad-r1a xn--trna-woa
        xn--troms-zua xn--tysvr-vra xn--unjrga-rta xn--vads-jra xn--vard-jra xn--vegrshei-c0a xn--vestvgy-ixa6o xn--vg-yiab xn--vgan-qoa
        xn--vgsy-qoa0j xn--vre-eiker-k8a xn--vrggt-xqad xn--vry-yla5g xn--yer-zna xn--ygarden-p1a xn--ystre-slidre-ujb aa.no: gs ah.no: gs
        akershus.no: nes bu.no: gs buskerud.no: nes fm.no: gs hedmark.no: os valer xn--vler-qoa hl.no: gs hm.no: gs hordaland.no: os jan-mayen.no:
        gs more-og-romsdal.no: heroy sande mr.no: gs nl.no: gs nordland.no: bo heroy xn--b-5ga xn--hery-ira nt.no: gs of.no: gs ol.no: gs oslo.no:
        gs ostfold.no: valer rl.no: gs sf.no: gs st.no: gs svalbard.no: gs telemark.no: bo xn--b-5ga tm.no: gs tr.no: gs va.no: gs vestfold.no:
        sande vf.no: gs xn--mre-og-romsdal-qqb.no: sande xn--hery-ira xn--stfold-9xa.no: xn--vler-qoa np: * nr: biz com edu gov info net org nz:
        ac co cri geek gen govt health iwi kiwi maori mil net org parliament school xn--mori-qsa om: co com edu gov med museum net org pro pa: abo
        ac com edu gob ing med net nom org sld pe: com edu gob mil net nom org pf: com edu org pg: * ph: com edu gov i mil net ngo org pk: biz com
        edu fam gob gok gon gop gos gov info net org web pl: agro aid atm augustow auto babia-gora bedzin beskidy bialowieza bialystok bielawa
        bieszczady biz boleslawiec bydgoszcz bytom cieszyn com czeladz czest dlugoleka edu elblag elk glogow gmina gniezno gorlice gov grajewo gsm
        ilawa info jaworzno jelenia-gora jgora kalisz karpacz kartuzy kaszuby katowice kazimierz-dolny kepno ketrzyn klodzko kobierzyce kolobrzeg
        konin konskowola kutno lapy lebork legnica lezajsk limanowa lomza lowicz lubin lukow mail malbork malopolska mazowsze mazury media miasta
        mielec mielno mil mragowo naklo net nieruchomosci nom nowaruda nysa olawa olecko olkusz olsztyn opoczno opole org ostroda ostroleka
        ostrowiec ostrowwlkp pc pila pisz podhale podlasie polkowice pomorskie pomorze powiat priv prochowice pruszkow przeworsk pulawy radom
        rawa-maz realestate rel rybnik rzeszow sanok sejny sex shop sklep skoczow slask slupsk sos sosnowiec stalowa-wola starachowice stargard
        suwalki swidnica swiebodzin swinoujscie szczecin szczytno szkola targi tarnobrzeg tgory tm tourism travel turek turystyka tychy ustka
        walbrzych warmia warszawa waw wegrow wielun wlocl wloclawek wodzislaw wolomin wroclaw zachpomor zagan zarow zgora zgorzelec gov.pl: ap
        griw ic is kmpsp konsulat kppsp kwp kwpsp mup mw oirm oum pa pinb piw po psp psse pup rzgw sa sdn sko so sr starostwo ug ugim um umig upow
        uppo us uw uzs wif wiih winb wios witd wiw wsa wskr wuoz wzmiuw zp pn: co edu gov net org pr: ac biz com edu est gov info isla name net
        org pro prof pro: aaa aca acct avocat bar cpa eng jur law med recht ps: com edu gov net org plo sec pt: com edu gov int net nome org publ
        pw: belau co ed go ne or py: com coop edu gov mil net org qa: com edu gov mil name net org sch re: asso com nom ro: arts com firm info nom
        nt org rec store tm www rs: ac co edu gov in org rw: ac co coop gov mil net org sa: com edu gov med net org pub sch sb: com edu gov net
        org sc: com edu gov net org sd: com edu gov info med net org tv se: a ac b bd brand c d e f fh fhsk fhv g h i k komforb kommunalforbund
        komvux l lanbib m n naturbruksgymn o org p parti pp press r s t tm u w x y z sg: com edu gov net org per sh: com gov mil net org sl: com
        edu gov net org sn: art com edu gouv org perso univ so: com edu gov me net org ss: biz com edu gov me net org sch st: co com consulado edu
        embaixada mil net org principe saotome store sv: com edu gob org red sx: gov sy: com edu gov mil net org sz: ac co org th: ac co go in mi
        net or tj: ac biz co com edu go gov int mil name net nic org test web tl: gov tm: co com edu gov mil net nom org tn: com ens fin gov ind
        info intl mincom nat net org perso tourism to: com edu gov mil net org tr: av bbs bel biz com dr edu gen gov info k12 kep mil name nc net
        org pol tel tsk tv web nc.tr: gov tt: aero biz co com coop edu gov info int jobs mobi museum name net org pro travel tw: club com ebiz edu
        game gov idv mil net org xn--czrw28b xn--uc0atv xn--zf0ao64a tz: ac co go hotel info me mil mobi ne or sc tv ua: cherkassy cherkasy
        chernigov chernihiv chernivtsi chernovtsy ck cn com cr crimea cv dn dnepropetrovsk dnipropetrovsk donetsk dp edu gov if in ivano-frankivsk
        kh kharkiv kharkov kherson khmelnitskiy khmelnytskyi kiev kirovograd km kr krym ks kv kyiv lg lt lugansk lutsk lv lviv mk mykolaiv net
        nikolaev od odesa odessa org pl poltava rivne rovno rv sb sebastopol sevastopol sm sumy te ternopil uz uzhgorod vinnica vinnytsia vn volyn
        yalta zaporizhzhe zaporizhzhia zhitomir zhytomyr zp zt ug: ac co com go ne or org sc uk: ac co gov ltd me net nhs org plc police sch.uk: *
        us: ak al ar as az ca co ct dc de dni fed fl ga gu hi ia id il in isa kids ks ky la ma md me mi mn mo ms mt nc nd ne nh nj nm nsn nv ny oh
        ok or pa pr ri sc sd tn tx ut va vi vt wa wi wv wy ak.us: cc k12 lib al.us: cc k12 lib ar.us: cc k12 lib as.us: cc k12 lib az.us: cc k12
        lib ca.us: cc k12 lib co.us: cc k12 lib ct.us: cc k12 lib dc.us: cc k12 lib de.us: cc k12 fl.us: cc k12 lib ga.us: cc k12 lib gu.us: cc
        k12 lib hi.us: cc lib ia.us: cc k12 lib id.us: cc k12 lib il.us: cc k12 lib in.us: cc k12 lib ks.us: cc k12 lib ky.us: cc k12 lib la.us:
        cc k12 lib ma.us: cc k12 lib k12.ma.us: chtr paroch pvt md.us: cc k12 lib me.us: cc k12 lib mi.us: ann-arbor cc cog dst eaton gen k12 lib
        mus tec washtenaw mn.us: cc k12 lib mo.us: cc k12 lib ms.us: cc k12 lib mt.us: cc k12 lib nc.us: cc k12 lib nd.us: cc lib ne.us: cc k12
        lib nh.us: cc k12 lib nj.us: cc k12 lib nm.us: cc k12 lib nv.us: cc k12 lib ny.us: cc k12 lib oh.us: cc k12 lib ok.us: cc k12 lib or.us:
        cc k12 lib pa.us: cc k12 lib pr.us: cc k12 lib ri.us: cc lib sc.us: cc k12 lib sd.us: cc lib tn.us: cc k12 lib tx.us: cc k12 lib ut.us: cc
        k12 lib va.us: cc k12 lib vi.us: cc k12 lib vt.us: cc k12 lib wa.us: cc k12 lib wi.us: cc k12 lib wv.us: cc wy.us: cc k12 lib uy: com edu
        gub mil net org uz: co com net org vc: com edu gov mil net org ve: arts bib co com e12 edu firm gob gov info int mil net nom org rar rec
        store tec web vi: co com k12 net org vn: ac biz com edu gov health info int name net org pro vu: com edu net org ws: com edu gov net org
        xn--4dbrk0ce: xn--4dbgdty6c xn--5dbhl8d xn--8dbq2a xn--hebda8b xn--90a3ac: xn--80au xn--90azh xn--c1avg xn--d1at xn--o1ac xn--o1ach
        xn--j6w193g: xn--55qx5d xn--gmqw5a xn--mxtq1m xn--od0alg xn--uc0atv xn--wcvs22d xn--o3cw4h: xn--12c1fe0br xn--12cfi8ixb8l xn--12co0c3b4eva
        xn--h3cuzk1di xn--m3ch0j3a xn--o3cyx2a ye: com edu gov mil net org za: ac agric alt co edu gov grondar law mil net ngo nic nis nom org
        school tm web zm: ac biz co com edu gov info mil net org sch zw: ac co gov mil org
        """
}
