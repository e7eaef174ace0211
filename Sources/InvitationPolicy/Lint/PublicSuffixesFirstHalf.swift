// This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not
// distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.
//
// The rules of more than one label in the ICANN section of the Public Suffix List (https://publicsuffix.org/list/), as
// of 2023-02-09 (Debian's package publicsuffix 20230209.2326-1), with names as A-labels: parents under ac to jp.

extension PublicSuffixes {
    /// Each name with a colon is a parent; the labels after it make a suffix with it.
    static let firstHalf = """
        ac: com edu gov mil net org ad: nom ae: ac co gov mil net org sch aero: accident-investigation accident-prevention aerobatic aeroclub
        aerodrome agents air-surveillance air-traffic-control aircraft airline airport airtraffic ambulance amusement association author
        ballooning broker caa cargo catering certification championship charter civilaviation club conference consultant consulting control
        council crew design dgca educator emergency engine engineer entertainment equipment exchange express federation flight fuel gliding
        government groundhandling group hanggliding homebuilt insurance journal journalist leasing logistics magazine maintenance media microlight
        modelling navigation parachuting paragliding passenger-association pilot press production recreation repbody res research rotorcraft
        safety scientist services show skydiving software student trader trading trainer union workinggroup works af: com edu gov net org ag: co
        com net nom org ai: com net off org al: com edu gov mil net org am: co com commune net org ao: co ed gv it og pb ar: bet com coop edu gob
        gov int mil musica mutual net org senasa tur arpa: e164 in-addr ip6 iris uri urn as: gov at: ac co gv or ac.at: sth au: act asn com conf
        edu gov id info net nsw nt org oz qld sa tas vic wa edu.au: act catholic nsw nt qld sa tas vic wa nsw.edu.au: schools gov.au: qld sa tas
        vic wa aw: com az: biz com edu gov info int mil name net org pp pro ba: com edu gov mil net org bb: biz co com edu gov info net org store
        tv bd: * be: ac bf: gov bg: 0 1 2 3 4 5 6 7 8 9 a b c d e f g h i j k l m n o p q r s t u v w x y z bh: com edu gov net org bi: co com edu
        or org bj: africa agro architectes assur avocats co com eco econo edu info loisirs money net org ote restaurant resto tourism univ bm: com
        edu gov net org bn: com edu gov net org bo: academia agro arte blog bolivia ciencia com cooperativa democracia deporte ecologia economia
        edu empresa gob indigena industria info int medicina mil movimiento musica natural net nombre noticias org patria plurinacional politica
        profesional pueblo revista salud tecnologia tksat transporte tv web wiki br: 9guacu abc adm adv agr aju am anani aparecida app arq art ato
        b barueri belem bhz bib bio blog bmd boavista bsb campinagrande campinas caxias cim cng cnt com contagem coop coz cri cuiaba curitiba def
        des det dev ecn eco edu emp enf eng esp etc eti far feira flog floripa fm fnd fortal fot foz fst g12 geo ggf goiania gov gru imb ind inf
        jab jampa jdf joinville jor jus leg lel log londrina macapa maceio manaus maringa mat med mil morena mp mus natal net niteroi not ntr odo
        ong org osasco palmas poa ppg pro psc psi pvh qsl radio rec recife rep ribeirao rio riobranco riopreto salvador sampa santamaria
        santoandre saobernardo saogonca seg sjc slg slz sorocaba srv taxi tc tec teo the tmp trd tur tv udi vet vix vlog wiki zlg gov.br: ac al am
        ap ba ce df es go ma mg ms mt pa pb pe pi pr rj rn ro rr rs sc se sp to nom.br: * bs: com edu gov net org bt: com edu gov net org bw: co
        org by: com gov mil of bz: com edu gov net org ca: ab bc gc mb nb nf nl ns nt nu on pe qc sk yk cd: gov ci: ac asso co com ed edu go gouv
        int md net or org presse xn--aroport-bya ck: !www * cl: co gob gov mil cm: co com gov net cn: ac ah bj com cq edu fj gd gov gs gx gz ha hb
        he hi hk hl hn jl js jx ln mil mo net nm nx org qh sc sd sh sn sx tj tw xj xn--55qx5d xn--io0a7i xn--od0alg xz yn zj co: arts com edu firm
        gov info int mil net nom org rec web cr: ac co ed fi go or sa cu: com edu gov inf net org cv: com edu int nome org cw: com edu net org cx:
        gov cy: ac biz com ekloges gov ltd mil net org press pro tm dm: com edu gov net org do: art com edu gob gov mil net org sld web dz: art
        asso com edu gov net org pol soc tm ec: com edu fin gob gov info k12 med mil net org pro ee: aip com edu fie gov lib med org pri riik eg:
        com edu eun gov mil name net org sci er: * es: com edu gob nom org et: biz com edu gov info name net org fi: aland fj: ac biz com gov info
        mil name net org pro fk: * fm: com edu net org fr: aeroport asso avocat avoues cci chambagri chirurgiens-dentistes com experts-comptables
        geometre-expert gouv greta huissier-justice medecin nom notaires pharmacien port prd tm veterinaire gd: edu gov ge: com edu gov mil net
        org pvt gg: co net org gh: com edu gov mil org gi: com edu gov ltd mod org gl: co com edu net org gn: ac com edu gov net org gp: asso com
        edu mobi net org gr: com edu gov net org gt: com edu gob ind mil net org gu: com edu gov guam info net org web gy: co com edu gov net org
        hk: com edu gov idv net org xn--55qx5d xn--ciqpn xn--gmq050i xn--gmqw5a xn--io0a7i xn--lcvr32d xn--mk0axi xn--mxtq1m xn--od0alg
        xn--od0aq3b xn--tn0ag xn--uc0atv xn--uc0ay4a xn--wcvs22d xn--zf0avx hn: com edu gob mil net org hr: com from iz name ht: adult art asso
        com coop edu firm gouv info med net org perso pol pro rel shop hu: 2000 agrar bolt casino city co erotica erotika film forum games hotel
        info ingatlan jogasz konyvelo lakas media news org priv reklam sex shop sport suli szex tm tozsde utazas video id: ac biz co desa go mil
        my net or ponpes sch web ie: gov il: ac co gov idf k12 muni net org im: ac co com net org tt tv co.im: ltd plc in: 5g 6g ac ai am bihar
        biz business ca cn co com coop cs delhi dr edu er firm gen gov gujarat ind info int internet io me mil net nic org pg post pro res travel
        tv uk up us int: eu io: com iq: com edu gov mil net org ir: ac co gov id net org sch xn--mgba3a4f16a xn--mgba3a4fra is: com edu gov int
        net org it: abr abruzzo ag agrigento al alessandria alto-adige altoadige an ancona andria-barletta-trani andria-trani-barletta
        andriabarlettatrani andriatranibarletta ao aosta aosta-valley aostavalley aoste ap aq aquila ar arezzo ascoli-piceno ascolipiceno asti at
        av avellino ba balsan balsan-sudtirol balsan-suedtirol bari barletta-trani-andria barlettatraniandria bas basilicata belluno benevento
        bergamo bg bi biella bl bn bo bologna bolzano bolzano-altoadige bozen bozen-sudtirol bozen-suedtirol br brescia brindisi bs bt bulsan
        bulsan-sudtirol bulsan-suedtirol bz ca cagliari cal calabria caltanissetta cam campania campidano-medio campidanomedio campobasso
        carbonia-iglesias carboniaiglesias carrara-massa carraramassa caserta catania catanzaro cb ce cesena-forli cesenaforli ch chieti ci cl cn
        co como cosenza cr cremona crotone cs ct cuneo cz dell-ogliastra dellogliastra edu emilia-romagna emiliaromagna emr en enna fc fe fermo
        ferrara fg fi firenze florence fm foggia forli-cesena forlicesena fr friuli-v-giulia friuli-ve-giulia friuli-vegiulia
        friuli-venezia-giulia friuli-veneziagiulia friuli-vgiulia friuliv-giulia friulive-giulia friulivegiulia friulivenezia-giulia
        friuliveneziagiulia friulivgiulia frosinone fvg ge genoa genova go gorizia gov gr grosseto iglesias-carbonia iglesiascarbonia im imperia
        is isernia kr la-spezia laquila laspezia latina laz lazio lc le lecce lecco li lig liguria livorno lo lodi lom lombardia lombardy lt lu
        lucania lucca macerata mantova mar marche massa-carrara massacarrara matera mb mc me medio-campidano mediocampidano messina mi milan
        milano mn mo modena mol molise monza monza-brianza monza-e-della-brianza monzabrianza monzaebrianza monzaedellabrianza ms mt na naples
        napoli no novara nu nuoro og ogliastra olbia-tempio olbiatempio or oristano ot pa padova padua palermo parma pavia pc pd pe perugia
        pesaro-urbino pesarourbino pescara pg pi piacenza piedmont piemonte pisa pistoia pmn pn po pordenone potenza pr prato pt pu pug puglia pv
        pz ra ragusa ravenna rc re reggio-calabria reggio-emilia reggiocalabria reggioemilia rg ri rieti rimini rm rn ro roma rome rovigo sa
        salerno sar sardegna sardinia sassari savona si sic sicilia sicily siena siracusa so sondrio sp sr ss suedtirol sv ta taa taranto te
        tempio-olbia tempioolbia teramo terni tn to torino tos toscana tp tr trani-andria-barletta trani-barletta-andria traniandriabarletta
        tranibarlettaandria trapani trentin-sud-tirol trentin-sudtirol trentin-sued-tirol trentin-suedtirol trentino trentino-a-adige
        trentino-aadige trentino-alto-adige trentino-altoadige trentino-s-tirol trentino-stirol trentino-sud-tirol trentino-sudtirol
        trentino-sued-tirol trentino-suedtirol trentinoa-adige trentinoaadige trentinoalto-adige trentinoaltoadige trentinos-tirol trentinostirol
        trentinosud-tirol trentinosudtirol trentinosued-tirol trentinosuedtirol trentinsud-tirol trentinsudtirol trentinsued-tirol
        trentinsuedtirol trento treviso trieste ts turin tuscany tv ud udine umb umbria urbino-pesaro urbinopesaro va val-d-aosta val-daosta
        vald-aosta valdaosta valle-aosta valle-d-aosta valle-daosta valleaosta valled-aosta valledaosta vallee-aoste vallee-d-aoste valleeaoste
        valleedaoste vao varese vb vc vda ve ven veneto venezia venice verbania vercelli verona vi vibo-valentia vibovalentia vicenza viterbo vr
        vs vt vv xn--balsan-sdtirol-nsb xn--bozen-sdtirol-2ob xn--bulsan-sdtirol-nsb xn--cesena-forl-mcb xn--cesenaforl-i8a xn--forl-cesena-fcb
        xn--forlcesena-c8a xn--sdtirol-n2a xn--trentin-sd-tirol-rzb xn--trentin-sdtirol-7vb xn--trentino-sd-tirol-c3b xn--trentino-sdtirol-szb
        xn--trentinosd-tirol-rzb xn--trentinosdtirol-7vb xn--trentinsd-tirol-6vb xn--trentinsdtirol-nsb xn--valle-aoste-ebb xn--valle-d-aoste-ehb
        xn--valleaoste-e7a xn--valledaoste-ebb je: co net org jm: * jo: com edu gov mil name net org sch jp: ac ad aichi akita aomori chiba co ed
        ehime fukui fukuoka fukushima gifu go gr gunma hiroshima hokkaido hyogo ibaraki ishikawa iwate kagawa kagoshima kanagawa kochi kumamoto
        kyoto lg mie miyagi miyazaki nagano nagasaki nara ne niigata oita okayama okinawa or osaka saga saitama shiga shimane shizuoka tochigi
        tokushima tokyo tottori toyama wakayama xn--0trq7p7nn xn--1ctwo xn--1lqs03n xn--1lqs71d xn--2m4a15e xn--32vp30h xn--4it168d xn--4it797k
        xn--4pvxs xn--5js045d xn--5rtp49c xn--5rtq34k xn--6btw5a xn--6orx2r xn--7t0a264c xn--8ltr62k xn--8pvr4u xn--c3s14m xn--d5qv7z876c
        xn--djrs72d6uy xn--djty4k xn--efvn9s xn--ehqz56n xn--elqq16h xn--f6qx53a xn--k7yn95e xn--kbrq7o xn--klt787d xn--kltp7d xn--kltx9a
        xn--klty5x xn--mkru45i xn--nit225k xn--ntso0iqx3a xn--ntsq17g xn--pssu33l xn--qqqt11m xn--rht27z xn--rht3d xn--rht61e xn--rny31h
        xn--tor131o xn--uist22h xn--uisz3g xn--uuwu58a xn--vgu402c xn--zbx025d yamagata yamaguchi yamanashi aichi.jp: aisai ama anjo asuke chiryu
        chita fuso gamagori handa hazu hekinan higashiura ichinomiya inazawa inuyama isshiki iwakura kanie kariya kasugai kira kiyosu komaki konan
        kota mihama miyoshi nishio nisshin obu oguchi oharu okazaki owariasahi seto shikatsu shinshiro shitara tahara takahama tobishima toei togo
        tokai tokoname toyoake toyohashi toyokawa toyone toyota tsushima yatomi akita.jp: akita daisen fujisato gojome hachirogata happou
        higashinaruse honjo honjyo ikawa kamikoani kamioka katagami kazuno kitaakita kosaka kyowa misato mitane moriyoshi nikaho noshiro odate oga
        ogata semboku yokote yurihonjo aomori.jp: aomori gonohe hachinohe hashikami hiranai hirosaki itayanagi kuroishi misawa mutsu nakadomari
        noheji oirase owani rokunohe sannohe shichinohe shingo takko towada tsugaru tsuruta chiba.jp: abiko asahi chonan chosei choshi chuo
        funabashi futtsu hanamigawa ichihara ichikawa ichinomiya inzai isumi kamagaya kamogawa kashiwa katori katsuura kimitsu kisarazu kozaki
        kujukuri kyonan matsudo midori mihama minamiboso mobara mutsuzawa nagara nagareyama narashino narita noda oamishirasato omigawa onjuku
        otaki sakae sakura shimofusa shirako shiroi shisui sodegaura sosa tako tateyama togane tohnosho tomisato urayasu yachimata yachiyo
        yokaichiba yokoshibahikari yotsukaido ehime.jp: ainan honai ikata imabari iyo kamijima kihoku kumakogen masaki matsuno matsuyama namikata
        niihama ozu saijo seiyo shikokuchuo tobe toon uchiko uwajima yawatahama fukui.jp: echizen eiheiji fukui ikeda katsuyama mihama
        minamiechizen obama ohi ono sabae sakai takahama tsuruga wakasa fukuoka.jp: ashiya buzen chikugo chikuho chikujo chikushino chikuzen chuo
        dazaifu fukuchi hakata higashi hirokawa hisayama iizuka inatsuki kaho kasuga kasuya kawara keisen koga kurate kurogi kurume minami miyako
        miyama miyawaka mizumaki munakata nakagawa nakama nishi nogata ogori okagaki okawa oki omuta onga onojo oto saigawa sasaguri shingu
        shinyoshitomi shonai soeda sue tachiarai tagawa takata toho toyotsu tsuiki ukiha umi usui yamada yame yanagawa yukuhashi fukushima.jp:
        aizubange aizumisato aizuwakamatsu asakawa bandai date fukushima furudono futaba hanawa higashi hirata hirono iitate inawashiro ishikawa
        iwaki izumizaki kagamiishi kaneyama kawamata kitakata kitashiobara koori koriyama kunimi miharu mishima namie nango nishiaizu nishigo
        okuma omotego ono otama samegawa shimogo shirakawa showa soma sukagawa taishin tamakawa tanagura tenei yabuki yamato yamatsuri yanaizu
        yugawa gifu.jp: anpachi ena gifu ginan godo gujo hashima hichiso hida higashishirakawa ibigawa ikeda kakamigahara kani kasahara kasamatsu
        kawaue kitagata mino minokamo mitake mizunami motosu nakatsugawa ogaki sakahogi seki sekigahara shirakawa tajimi takayama tarui toki
        tomika wanouchi yamagata yaotsu yoro gunma.jp: annaka chiyoda fujioka higashiagatsuma isesaki itakura kanna kanra katashina kawaba kiryu
        kusatsu maebashi meiwa midori minakami naganohara nakanojo nanmoku numata oizumi ora ota shibukawa shimonita shinto showa takasaki
        takayama tamamura tatebayashi tomioka tsukiyono tsumagoi ueno yoshioka hiroshima.jp: asaminami daiwa etajima fuchu fukuyama hatsukaichi
        higashihiroshima hongo jinsekikogen kaita kui kumano kure mihara miyoshi naka onomichi osakikamijima otake saka sera seranishi shinichi
        shobara takehara hokkaido.jp: abashiri abira aibetsu akabira akkeshi asahikawa ashibetsu ashoro assabu atsuma bibai biei bifuka bihoro
        biratori chippubetsu chitose date ebetsu embetsu eniwa erimo esan esashi fukagawa fukushima furano furubira haboro hakodate hamatonbetsu
        hidaka higashikagura higashikawa hiroo hokuryu hokuto honbetsu horokanai horonobe ikeda imakane ishikari iwamizawa iwanai kamifurano
        kamikawa kamishihoro kamisunagawa kamoenai kayabe kembuchi kikonai kimobetsu kitahiroshima kitami kiyosato koshimizu kunneppu kuriyama
        kuromatsunai kushiro kutchan kyowa mashike matsumae mikasa minamifurano mombetsu moseushi mukawa muroran naie nakagawa nakasatsunai
        nakatombetsu nanae nanporo nayoro nemuro niikappu niki nishiokoppe noboribetsu numata obihiro obira oketo okoppe otaru otobe otofuke
        otoineppu oumu ozora pippu rankoshi rebun rikubetsu rishiri rishirifuji saroma sarufutsu shakotan shari shibecha shibetsu shikabe shikaoi
        shimamaki shimizu shimokawa shinshinotsu shintoku shiranuka shiraoi shiriuchi sobetsu sunagawa taiki takasu takikawa takinoue teshikaga
        tobetsu tohma tomakomai tomari toya toyako toyotomi toyoura tsubetsu tsukigata urakawa urausu uryu utashinai wakkanai wassamu yakumo
        yoichi hyogo.jp: aioi akashi ako amagasaki aogaki asago ashiya awaji fukusaki goshiki harima himeji ichikawa inagawa itami kakogawa
        kamigori kamikawa kasai kasuga kawanishi miki minamiawaji nishinomiya nishiwaki ono sanda sannan sasayama sayo shingu shinonsen shiso
        sumoto taishi taka takarazuka takasago takino tamba tatsuno toyooka yabu yashiro yoka yokawa ibaraki.jp: ami asahi bando chikusei daigo
        fujishiro hitachi hitachinaka hitachiomiya hitachiota ibaraki ina inashiki itako iwama joso kamisu kasama kashima kasumigaura koga miho
        mito moriya naka namegata oarai ogawa omitama ryugasaki sakai sakuragawa shimodate shimotsuma shirosato sowa suifu takahagi tamatsukuri
        tokai tomobe tone toride tsuchiura tsukuba uchihara ushiku yachiyo yamagata yawara yuki ishikawa.jp: anamizu hakui hakusan kaga kahoku
        kanazawa kawakita komatsu nakanoto nanao nomi nonoichi noto shika suzu tsubata tsurugi uchinada wajima iwate.jp: fudai fujisawa hanamaki
        hiraizumi hirono ichinohe ichinoseki iwaizumi iwate joboji kamaishi kanegasaki karumai kawai kitakami kuji kunohe kuzumaki miyako mizusawa
        morioka ninohe noda ofunato oshu otsuchi rikuzentakata shiwa shizukuishi sumita tanohata tono yahaba yamada kagawa.jp: ayagawa
        higashikagawa kanonji kotohira manno marugame mitoyo naoshima sanuki tadotsu takamatsu tonosho uchinomi utazu zentsuji kagoshima.jp: akune
        amami hioki isa isen izumi kagoshima kanoya kawanabe kinko kouyama makurazaki matsumoto minamitane nakatane nishinoomote satsumasendai soo
        tarumizu yusui kanagawa.jp: aikawa atsugi ayase chigasaki ebina fujisawa hadano hakone hiratsuka isehara kaisei kamakura kiyokawa matsuda
        minamiashigara miura nakai ninomiya odawara oi oiso sagamihara samukawa tsukui yamakita yamato yokosuka yugawara zama zushi kawasaki.jp:
        !city * kitakyushu.jp: !city * kobe.jp: !city * kochi.jp: aki geisei hidaka higashitsuno ino kagami kami kitagawa kochi mihara motoyama
        muroto nahari nakamura nankoku nishitosa niyodogawa ochi okawa otoyo otsuki sakawa sukumo susaki tosa tosashimizu toyo tsuno umaji yasuda
        yusuhara kumamoto.jp: amakusa arao aso choyo gyokuto kamiamakusa kikuchi kumamoto mashiki mifune minamata minamioguni nagasu nishihara
        oguni ozu sumoto takamori uki uto yamaga yamato yatsushiro kyoto.jp: ayabe fukuchiyama higashiyama ide ine joyo kameoka kamo kita kizu
        kumiyama kyotamba kyotanabe kyotango maizuru minami minamiyamashiro miyazu muko nagaokakyo nakagyo nantan oyamazaki sakyo seika tanabe uji
        ujitawara wazuka yamashina yawata mie.jp: asahi inabe ise kameyama kawagoe kiho kisosaki kiwa komono kumano kuwana matsusaka meiwa mihama
        minamiise misugi miyama nabari shima suzuka tado taiki taki tamaki toba tsu udono ureshino watarai yokkaichi miyagi.jp: furukawa
        higashimatsushima ishinomaki iwanuma kakuda kami kawasaki marumori matsushima minamisanriku misato murata natori ogawara ohira onagawa
        osaki rifu semine shibata shichikashuku shikama shiogama shiroishi tagajo taiwa tome tomiya wakuya watari yamamoto zao miyazaki.jp: aya
        ebino gokase hyuga kadogawa kawaminami kijo kitagawa kitakata kitaura kobayashi kunitomi kushima mimata miyakonojo miyazaki morotsuka
        nichinan nishimera nobeoka saito shiiba shintomi takaharu takanabe takazaki tsuno nagano.jp: achi agematsu anan aoki asahi azumino
        chikuhoku chikuma chino fujimi hakuba hara hiraya iida iijima iiyama iizuna ikeda ikusaka ina karuizawa kawakami kiso kisofukushima
        kitaaiki komagane komoro matsukawa matsumoto miasa minamiaiki minamimaki minamiminowa minowa miyada miyota mochizuki nagano nagawa nagiso
        nakagawa nakano nozawaonsen obuse ogawa okaya omachi omi ookuwa ooshika otaki otari sakae sakaki saku sakuho shimosuwa shinanomachi
        shiojiri suwa suzaka takagi takamori takayama tateshina tatsuno togakushi togura tomi ueda wada yamagata yamanouchi yasaka yasuoka
        nagasaki.jp: chijiwa futsu goto hasami hirado iki isahaya kawatana kuchinotsu matsuura nagasaki obama omura oseto saikai sasebo seihi
        shimabara shinkamigoto togitsu tsushima unzen nagoya.jp: !city * nara.jp: ando gose heguri higashiyoshino ikaruga ikoma kamikitayama
        kanmaki kashiba kashihara katsuragi kawai kawakami kawanishi koryo kurotaki mitsue miyake nara nosegawa oji ouda oyodo sakurai sango
        shimoichi shimokitayama shinjo soni takatori tawaramoto tenkawa tenri uda yamatokoriyama yamatotakada yamazoe yoshino niigata.jp: aga
        agano gosen itoigawa izumozaki joetsu kamo kariwa kashiwazaki minamiuonuma mitsuke muika murakami myoko nagaoka niigata ojiya omi sado
        sanjo seiro seirou sekikawa shibata tagami tainai tochio tokamachi tsubame tsunan uonuma yahiko yoita yuzawa oita.jp: beppu bungoono
        bungotakada hasama hiji himeshima hita kamitsue kokonoe kuju kunisaki kusu oita saiki taketa tsukumi usa usuki yufu okayama.jp: akaiwa
        asakuchi bizen hayashima ibara kagamino kasaoka kibichuo kumenan kurashiki maniwa misaki nagi niimi nishiawakura okayama satosho setouchi
        shinjo shoo soja takahashi tamano tsuyama wake yakage okinawa.jp: aguni ginowan ginoza gushikami haebaru higashi hirara iheya ishigaki
        ishikawa itoman izena kadena kin kitadaito kitanakagusuku kumejima kunigami minamidaito motobu nago naha nakagusuku nakijin nanjo
        nishihara ogimi okinawa onna shimoji taketomi tarama tokashiki tomigusuku tonaki urasoe uruma yaese yomitan yonabaru yonaguni zamami
        osaka.jp: abeno chihayaakasaka chuo daito fujiidera habikino hannan higashiosaka higashisumiyoshi higashiyodogawa hirakata ibaraki ikeda
        izumi izumiotsu izumisano kadoma kaizuka kanan kashiwara katano kawachinagano kishiwada kita kumatori matsubara minato minoh misaki
        moriguchi neyagawa nishi nose osakasayama sakai sayama sennan settsu shijonawate shimamoto suita tadaoka taishi tajiri takaishi takatsuki
        tondabayashi toyonaka toyono yao saga.jp: ariake arita fukudomi genkai hamatama hizen imari kamimine kanzaki karatsu kashima kitagata
        kitahata kiyama kouhoku kyuragi nishiarita ogi omachi ouchi saga shiroishi taku tara tosu yoshinogari saitama.jp: arakawa asaka chichibu
        fujimi fujimino fukaya hanno hanyu hasuda hatogaya hatoyama hidaka higashichichibu higashimatsuyama honjo ina iruma iwatsuki kamiizumi
        kamikawa kamisato kasukabe kawagoe kawaguchi kawajima kazo kitamoto koshigaya kounosu kuki kumagaya matsubushi minano misato miyashiro
        miyoshi moroyama nagatoro namegawa niiza ogano ogawa ogose okegawa omiya otaki ranzan ryokami saitama sakado satte sayama shiki shiraoka
        soka sugito toda tokigawa tokorozawa tsurugashima urawa warabi yashio yokoze yono yorii yoshida yoshikawa yoshimi sapporo.jp: !city *
        sendai.jp: !city * shiga.jp: aisho gamo higashiomi hikone koka konan kosei koto kusatsu maibara moriyama nagahama nishiazai notogawa
        omihachiman otsu ritto ryuoh takashima takatsuki torahime toyosato yasu shimane.jp: akagi ama gotsu hamada higashiizumo hikawa hikimi
        izumo kakinoki masuda matsue misato nishinoshima ohda okinoshima okuizumo shimane tamayu tsuwano unnan yakumo yasugi yatsuka shizuoka.jp:
        arai atami fuji fujieda fujikawa fujinomiya fukuroi gotemba haibara hamamatsu higashiizu ito iwata izu izunokuni kakegawa kannami
        kawanehon kawazu kikugawa kosai makinohara matsuzaki minamiizu mishima morimachi nishiizu numazu omaezaki shimada shimizu shimoda shizuoka
        susono yaizu yoshida
        """
}
